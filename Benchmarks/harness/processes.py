"""Child processes: started, measured and ended by their PID."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """The run cannot go on; the message is for people."""


def prepare():
    """Raises the descriptor limit for all children, and turns SIGTERM into an exit that cleans up as Ctrl-C does."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.signal(signal.SIGTERM, lambda number, frame: exit(128 + number))


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Child:
    """A process of this run, with all that it starts. As a context it is ended on leaving."""

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.log = os.path.join(folder, f"{name}.log")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=die_with_parent)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Asks it to end; insists after five seconds."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_for_port(self, port, seconds=15):
        """Returns once the port accepts."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended at once (exit {self.process.returncode}):\n{self.last_words()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.02)
        raise Failure(f"{self.name} did not listen on port {port} within {seconds} s:\n{self.last_words()}")

    def last_words(self):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-10:]).strip() or "(it said nothing)"

    def tree(self):
        """Its PID and those of its descendants."""
        pids = [self.pid]
        for pid in pids:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as children:
                pids += [int(child) for child in children.read().split()]
        return pids

    def cpu(self):
        """Seconds of CPU time, to the nanosecond: the clock that the kernel keeps for each process."""
        return sum(time.clock_gettime(process_clock(pid)) for pid in self.tree())

    def memory(self):
        """(RSS, PSS) in KiB."""
        sums = {"Rss": 0, "Pss": 0}
        for pid in self.tree():
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                for line in rollup:
                    name = line.split(":")[0]
                    if name in sums:
                        sums[name] += int(line.split()[1])
        return sums["Rss"], sums["Pss"]

    def descriptors(self):
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.tree())


def process_clock(pid):
    """The clock id of another process' CPU time, as clock_getcpuclockid(3) makes it."""
    return (~pid << 3) | 2


def die_with_parent():
    """Runs in the child: it is to end with this run, even if that is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
