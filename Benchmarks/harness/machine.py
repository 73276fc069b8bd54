"""What the figures were measured on and with."""

import os
import platform
import re
import subprocess

from . import servers


def description():
    """Lines of text; no date, no name, nothing that changes from run to run but the load."""
    kernel = platform.release()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return [
        f"{os.cpu_count()} cores, {cpu_model()}, {memory:.0f} GiB, Linux {kernel}; load before the run {load:.1f}",
        ", ".join(filter(None, map(version, ("nginx", "haproxy", "wrk", "keywheel")))),
    ]


def cpu_model():
    with open("/proc/cpuinfo") as info:
        match = re.search(r"model name\s*: (.*)", info.read())
    return match[1] if match else platform.machine()


def version(name):
    """The program with its version, or nothing where it is missing or says none."""
    path = servers.BINARIES / name if name == "keywheel" else servers.find(name)
    if not path or not os.path.exists(path):
        return None
    argument = "version" if name == "keywheel" else "-v"
    result = subprocess.run([path, argument], capture_output=True, text=True, timeout=10)
    match = re.search(r"\d+\.\d+(\.\d+)?", result.stdout + result.stderr)
    return f"{name} {match[0]}" if match else name
