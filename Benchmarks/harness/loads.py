"""The loads: wrk for small requests, sse-load for everything else."""

import contextlib
import json
import os
import pathlib
import subprocess

from .processes import Failure, die_with_parent
from .servers import binary, find

WORDS = "You are a careful engineer. Answer briefly, name the file and the line, and say what you are not sure of. "
SCRIPT = pathlib.Path(__file__).with_name("chat.lua")


def chat(stream):
    """A request body of about one kilobyte."""
    messages = [{"role": "system", "content": WORDS * 6}, {"role": "user", "content": "Why does the test fail? " * 8}]
    body = {"model": "bench/model", "stream": stream, "max_tokens": 256, "temperature": 0.2, "messages": messages}
    return json.dumps(body)


def wrk(url, seconds, connections=64):
    """Small requests over kept connections for a time; wrk's summary."""
    if not find("wrk"):
        raise Failure("wrk is not installed (scripts/setup bench)")
    command = [find("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), url]
    environment = {**os.environ, "BENCH_BODY": chat(stream=False)}
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=seconds + 30, preexec_fn=die_with_parent)
    if result.returncode != 0:
        raise Failure(f"wrk failed: {result.stderr.strip()}")
    return json.loads(result.stdout.splitlines()[-1])


@contextlib.contextmanager
def sse_load(*arguments, body):
    """Runs sse-load; yields its lines as they come. It ends by itself, and with the context at the latest."""
    command = [binary("sse-load"), *map(str, arguments), "--body", body]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1, preexec_fn=die_with_parent)
    try:
        yield (line.strip() for line in process.stdout)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def streams(url, count, interval_ms, warmup, seconds, rate=2000):
    """Streams with an event each so many milliseconds; yields the lines `up`, `measuring` and the result."""
    return sse_load(
        "--url", url, "--streams", count, "--rate", rate, "--warmup", warmup, "--duration", seconds,
        "--header", f"X-Interval-Ms: {interval_ms}", body=chat(stream=True))


def requests(url, count, report_every, connections=64):
    """A set number of small requests; yields a line of JSON each so many."""
    return sse_load(
        "--mode", "requests", "--url", url, "--requests", count, "--connections", connections,
        "--report-every", report_every, body=chat(stream=False))


def first_bytes(urls, count):
    """Time to first byte of one request at a time, the URLs taking turns; a result for each URL."""
    targets = [argument for url in urls for argument in ("--url", url)]
    with sse_load("--mode", "ttfb", "--requests", count, *targets, body=chat(stream=False)) as lines:
        line = next(lines, None)
    if line is None:
        raise Failure("sse-load --mode ttfb failed; its reason is above")
    return json.loads(line)["targets"]
