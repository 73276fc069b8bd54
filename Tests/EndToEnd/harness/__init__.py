"""What the end-to-end tests stand on: the gateway as a process, an upstream that follows a script, a client that reads
strictly. Nothing here knows how Keywheel is built; it knows only the contract."""
