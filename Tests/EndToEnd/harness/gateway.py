"""The built binary as a process: started clean, watched to its end."""

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import threading
import time
from pathlib import Path

from .canary import UPSTREAM_KEY, Watch
from .client import RawClient

REPOSITORY = Path(__file__).resolve().parents[3]
READY = re.compile(rb"keywheel listening on http://(127\.0\.0\.1|\[::1\]|localhost|[0-9.]+):([0-9]+)\n\Z")
KEPT_FROM_OUTSIDE = ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE", "LD_LIBRARY_PATH")

# Waits that a test would only sleep through.
DEFAULTS = {"server.grace": "1s", "retry.base_delay": "10ms", "retry.max_delay": "50ms"}


def binary():
    named = os.environ.get("KEYWHEEL_BINARY")
    for path in (
        [Path(named)] if named else [REPOSITORY / ".build/debug/keywheel", REPOSITORY / ".build/release/keywheel"]
    ):
        if path.is_file():
            return str(path)
    raise FileNotFoundError("no keywheel binary: run `make build`, or set KEYWHEEL_BINARY")


def variable(setting):
    """`retry.base_delay` as the contract's KEYWHEEL_SECTION_NAME."""
    return "KEYWHEEL_" + setting.replace(".", "_").upper()


def clean_environment(home):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
    return environment | {name: os.environ[name] for name in KEPT_FROM_OUTSIDE if name in os.environ}


class Keywheel:
    """`keywheel serve` in an empty folder. Leaving the context ends it and checks what it left behind."""

    def __init__(
        self,
        folder,
        base_url=None,
        settings=None,
        env=None,
        config=None,
        config_name="gateway.yml",
        args=(),
        keys=UPSTREAM_KEY,
        max_files=None,
        port=0,
        data=None,
    ):
        self.folder = Path(folder)
        self.data, self.work = Path(data or self.folder / "data"), self.folder / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.config = None
        self._arguments = ["serve", "--port", str(port), "--data", str(self.data), *args]
        if config is not None:
            self.config = self.folder / config_name
            self.config.write_text(config)
            self._arguments += ["--config", str(self.config)]
        self._environment = clean_environment(self.folder)
        if base_url:
            self._environment[variable("openrouter.base_url")] = base_url
        if keys:
            self._environment["OPENROUTER_API_KEYS"] = keys
        for name, value in {**DEFAULTS, **(settings or {})}.items():
            if value is not None:
                self._environment[variable(name)] = str(value)
        self._environment |= env or {}
        self._max_files = max_files
        self.process = self.port = None
        self.ready_line = b""
        self.errors = bytearray()
        self._changed = threading.Condition()
        self._watches = []
        self._stopped = False

    # Starting

    def launch(self):
        """Starts the process without waiting for it to serve."""
        command = [binary(), *self._arguments]
        if self._max_files:
            command = ["/bin/sh", "-c", f'ulimit -n {self._max_files}; exec "$@"', "sh", *command]
        self.process = subprocess.Popen(
            command,
            cwd=self.work,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()
        return self

    def _collect(self):
        while data := os.read(self.process.stderr.fileno(), 65536):
            with self._changed:
                self.errors += data
                self._changed.notify_all()

    def start(self):
        try:
            return self._start()
        except BaseException:
            self._stopped = True  # what went wrong is told by this error alone
            self.kill()
            raise

    def _start(self):
        self.launch()
        deadline = time.monotonic() + 20
        while not self.ready_line.endswith(b"\n"):
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            assert readable, f"no ready line; standard error:\n{self.errors.decode(errors='replace')}"
            data = os.read(self.process.stdout.fileno(), 4096)
            if not data:
                self.process.wait(5)
                self._collector.join(2)
                raise AssertionError(f"exit {self.process.returncode}:\n{self.errors.decode(errors='replace')}")
            self.ready_line += data
        ready = READY.match(self.ready_line)
        assert ready, f"not the contract's ready line: {self.ready_line!r}"
        self.port = int(ready[2])
        return self

    # Talking to it

    def connect(self, **options):
        client = RawClient(self.port, **options)
        self._watches.append(client.watch)
        return client

    def ask(self, method, target, headers=None, body=None, **options):
        """One request on its own connection."""
        with self.connect() as client:
            return client.ask(method, target, headers, body, **options)

    def chat(self, body, headers=None, target="/v1/chat/completions"):
        return self.ask("POST", target, headers, body)

    def is_well(self):
        return self.ask("GET", "/health").status == 200 and self.process.poll() is None

    def wait_for_error_line(self, *needles, timeout=10, after=0):
        """Waits until one line of standard error, from byte `after` on, has all needles; returns it."""

        def find():
            lines = bytes(self.errors[after:]).decode(errors="replace").splitlines()
            return next((line for line in lines if all(needle.lower() in line.lower() for needle in needles)), None)

        with self._changed:
            assert self._changed.wait_for(find, timeout), f"nothing about {needles} in:\n{self.errors[after:].decode()}"
            return find()

    def told(self):
        """Standard error, without the middle of a long one: a crash report begins with what matters."""
        text = self.errors.decode(errors="replace")
        return text if len(text) < 9000 else f"{text[:7000]}\n…\n{text[-2000:]}"

    def signal(self, number):
        self.process.send_signal(number)

    # Looking at it

    def resident(self):
        """Resident bytes now."""
        return self._status("VmRSS")

    def peak(self):
        """The most that was resident since the start."""
        return self._status("VmHWM")

    def _status(self, field):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+([0-9]+) kB", status)[1]) * 1024

    def processor_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def wait(self, timeout=10):
        """Waits for the process to end by itself; returns its exit code."""
        code = self.process.wait(timeout)
        self._collector.join(5)
        return code

    # Ending

    def stop(self):
        if self._stopped or self.process is None:
            return
        self._stopped = True
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            code = self.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.wait(5)
            raise AssertionError(
                f"SIGTERM did not end it within the grace:\n{self.errors.decode(errors='replace')}"
            ) from None
        assert code == 0, f"exit {code}:\n{self.told()}"
        left = self.process.stdout.read()
        assert left == b"", f"more than the ready line on standard output: {left!r}"
        self.check_secrets()

    def check_secrets(self):
        watch = Watch("standard error")
        watch.feed(bytes(self.errors))
        for each in [watch, *self._watches]:
            each.check()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
            self.process.wait(5)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            self.stop()
        except AssertionError:
            if kind is None:
                raise


def run(*arguments, folder, env=None, timeout=20):
    """A subcommand to its end: the finished process, with text."""
    environment = clean_environment(folder) | (env or {})
    return subprocess.run(
        [binary(), *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout
    )


def yaml_of(settings):
    """Nested settings as YAML (JSON is YAML)."""
    return json.dumps(settings, indent=2) + "\n"
