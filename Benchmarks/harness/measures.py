"""What is measured: each function does one measurement of one server and returns its figures by name."""

import json
import time

from . import loads
from .processes import Failure


def requests(server, seconds, warmup):
    """CPU and throughput of small requests, 64 connections."""
    loads.wrk(server.url, warmup)
    before = server.child.cpu()
    result = loads.wrk(server.url, seconds)
    cpu = server.child.cpu() - before
    if result["errors"]:
        raise Failure(f"{server.name}: {result['errors']} of {result['requests']} requests failed")
    return {
        "cpu_per_request_us": cpu / result["requests"] * 1e6,
        "requests_per_second": result["requests"] / result["seconds"],
    }


def events(server, seconds, count=500, interval_ms=20):
    """CPU per relayed event."""
    cpu = []

    def sample():
        cpu.append(server.child.cpu())

    load = loads.streams(server.stream_url, count, interval_ms, warmup=1, seconds=seconds)
    result = watch(server, load, count, at_start=sample, at_end=sample)
    return {
        "cpu_per_event_us": (cpu[1] - cpu[0]) / result["events"] * 1e6,
        "event_gap_p99_ms": result["gap_us"]["p99"] / 1000,
    }


def memory(server, count=2000, seconds=3):
    """Memory per stream, of a server that was just started."""
    before, after = server.child.memory(), []

    def sample():
        time.sleep(seconds * 0.8)
        after.append(server.child.memory())

    load = loads.streams(server.stream_url, count, 500, warmup=1, seconds=seconds)
    watch(server, load, count, at_start=sample)
    rss, pss = (new - old for new, old in zip(after[0], before))
    return {"rss_per_stream_kb": rss / count, "pss_per_stream_kb": pss / count}


def watch(server, load, count, at_start, at_end=lambda: None):
    """Follows a load of streams to its end, where nothing may have gone wrong, and returns its result."""
    with load as lines:
        for line in lines:
            if line == "measuring":
                at_start()
            if line.startswith("{"):
                at_end()
                return checked(server, json.loads(line), count)
    raise Failure(f"{server.name}: sse-load ended without a result")


def checked(server, result, count):
    if result["errors"] or result["streams_up"] != count:
        raise Failure(f"{server.name}: {result['streams_up']} of {count} streams up, faults: {result['faults']}")
    return result


def first_bytes(servers, count):
    """Time to first byte at c=1 for all servers at once: {name: figures}, above the first one's too."""
    results = loads.first_bytes([server.url for server in servers], count)
    direct = results[0]
    return {
        server.name: {
            "first_byte_p50_us": result["p50"],
            "first_byte_p99_us": result["p99"],
            "above_direct_p50_us": result["p50"] - direct["p50"],
            "above_direct_p99_us": result["p99"] - direct["p99"],
        }
        for server, result in zip(servers, results)
    }
