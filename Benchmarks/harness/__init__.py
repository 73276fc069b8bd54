"""What `run`, `soak` and `profile` share: processes, proxies, loads, measures, reports. Standard library only."""
