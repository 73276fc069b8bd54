"""The upstream and the proxies in front of it, each on a free port, with all their files in the run's folder."""

import dataclasses
import os
import pathlib
import shutil
import tempfile

from .processes import Child, Failure, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = ROOT / ".build" / "release"
PATH = "/api/v1/chat/completions"
PROXIES = ("nginx", "haproxy", "keywheel")


@dataclasses.dataclass
class Server:
    """A running server: where small requests go, where streams go. As a context it is ended on leaving."""

    name: str
    child: Child
    url: str
    stream_url: str

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.stop()


def binary(name):
    """The path of a program that the build leaves."""
    path = BINARIES / name
    if not path.exists():
        raise Failure(f"{path} is missing: swift build -c release --product {name}")
    return str(path)


def missing(name):
    """Why a proxy cannot be measured, or None."""
    if name == "keywheel" and not (BINARIES / name).exists():
        return "keywheel is skipped: .build/release/keywheel is missing (make build)"
    if name != "keywheel" and not find(name):
        return f"{name} is skipped: it is not installed (scripts/setup bench)"
    return None


def find(name):
    """Debian keeps servers where the search path of an ordinary user does not look."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def start_upstream(folder):
    """The upstream itself, which measured like a proxy is the figure for no proxy at all."""
    port = free_port()
    return launch("direct", Launch([binary("bench-upstream"), str(port)], folder, port))


def start(name, upstream, folder, wrapper=()):
    """Starts a proxy in front of the upstream; the wrapper is a command, such as a profiler, to run it under."""
    own = tempfile.mkdtemp(prefix=f"{name}-", dir=folder)
    plan = PLANS[name](upstream.url.removesuffix(PATH), own)
    plan.command = [*wrapper, *plan.command]
    return launch(name, plan)


@dataclasses.dataclass
class Launch:
    """How a server is started, and where it will listen."""

    command: list
    folder: str
    port: int
    stream_port: int | None = None
    environment: dict | None = None


def launch(name, plan):
    child = Child(name, plan.command, plan.folder, plan.environment)
    try:
        child.wait_for_port(plan.port)
    except BaseException:
        child.stop()
        raise
    stream_port = plan.stream_port or plan.port
    return Server(name, child, f"http://127.0.0.1:{plan.port}{PATH}", f"http://127.0.0.1:{stream_port}{PATH}")


def nginx(upstream, folder):
    """Two ports: streams are not buffered, which would hold events back; small answers are, as nginx comes."""
    port, stream_port = free_port(), free_port()
    text = NGINX.format(
        user="user root;" if os.geteuid() == 0 else "", folder=folder, upstream=upstream.removeprefix("http://"),
        port=port, stream_port=stream_port)
    config = write(folder, "nginx.conf", text)
    command = [find("nginx"), "-p", folder, "-c", config, "-e", "stderr"]
    return Launch(command, folder, port, stream_port)


def haproxy(upstream, folder):
    port = free_port()
    config = write(folder, "haproxy.cfg", HAPROXY.format(upstream=upstream.removeprefix("http://"), port=port))
    return Launch([find("haproxy"), "-db", "-f", config], folder, port)


def keywheel(upstream, folder):
    port = free_port()
    command = [binary("keywheel"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": folder,
        "KEYWHEEL_DATA": os.path.join(folder, "data"),
        "KEYWHEEL_SERVER_LOOPS": "1",
        "KEYWHEEL_OPENROUTER_BASE_URL": f"{upstream}/api/v1",
        "OPENROUTER_API_KEYS": "sk-or-v1-" + "be" * 32,
    }
    return Launch(command, folder, port, environment=environment)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


PLANS = {"nginx": nginx, "haproxy": haproxy, "keywheel": keywheel}

NGINX = """
daemon off;
{user}
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
events {{ worker_connections 20000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    upstream bench {{
        server {upstream};
        keepalive 256;
        keepalive_requests 1000000000;
        keepalive_timeout 300s;
    }}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_read_timeout 300s;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ proxy_pass http://bench; }}
    }}
    server {{
        listen 127.0.0.1:{stream_port} backlog=4096;
        location / {{ proxy_pass http://bench; proxy_buffering off; }}
    }}
}}
"""

HAPROXY = """
global
    nbthread 1
    maxconn 9900
defaults
    mode http
    timeout connect 5s
    timeout client 300s
    timeout server 300s
    http-reuse always
    option http-no-delay
frontend bench
    bind 127.0.0.1:{port} backlog 4096
    default_backend upstream
backend upstream
    server upstream {upstream}
"""
