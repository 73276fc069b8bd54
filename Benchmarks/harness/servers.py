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
    """A running server: where small requests go, where streams go."""

    name: str
    child: Child
    url: str
    stream_url: str


def binary(name):
    """The path of a program that the build leaves."""
    path = BINARIES / name
    if not path.exists():
        raise Failure(f"{path} is missing: swift build -c release --product {name}")
    return str(path)


def missing(name):
    """Why a proxy cannot be measured, or None."""
    if name == "keywheel":
        return None if (BINARIES / name).exists() else "keywheel is skipped: .build/release/keywheel is missing (make build)"
    if find(name):
        return None
    return f"{name} is skipped: it is not installed (scripts/setup bench)"


def find(name):
    """Debian keeps servers where the search path of an ordinary user does not look."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def start_upstream(folder):
    port = free_port()
    child = Child("upstream", [binary("bench-upstream"), str(port)], folder)
    child.wait_for_port(port)
    return server("direct", child, port, port)


def start(name, upstream, folder):
    """Starts a proxy in front of the upstream."""
    own = tempfile.mkdtemp(prefix=f"{name}-", dir=folder)
    return STARTERS[name](upstream.url.removesuffix(PATH), own)


def server(name, child, port, stream_port):
    return Server(name, child, f"http://127.0.0.1:{port}{PATH}", f"http://127.0.0.1:{stream_port}{PATH}")


def launch(name, command, folder, port, stream_port=None, environment=None):
    child = Child(name, command, folder, environment)
    try:
        child.wait_for_port(port)
    except BaseException:
        child.stop()
        raise
    return server(name, child, port, stream_port or port)


def start_nginx(upstream, folder):
    """Two ports: streams are not buffered, which would hold events back; small answers are, as nginx comes."""
    port, stream_port = free_port(), free_port()
    text = NGINX.format(
        user="user root;" if os.geteuid() == 0 else "", folder=folder, upstream=upstream.removeprefix("http://"),
        port=port, stream_port=stream_port)
    config = write(folder, "nginx.conf", text)
    command = [find("nginx"), "-p", folder, "-c", config, "-e", "stderr"]
    return launch("nginx", command, folder, port, stream_port)


def start_haproxy(upstream, folder):
    port = free_port()
    config = write(folder, "haproxy.cfg", HAPROXY.format(upstream=upstream.removeprefix("http://"), port=port))
    return launch("haproxy", [find("haproxy"), "-db", "-f", config], folder, port)


def start_keywheel(upstream, folder):
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
    return launch("keywheel", command, folder, port, environment=environment)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


STARTERS = {"nginx": start_nginx, "haproxy": start_haproxy, "keywheel": start_keywheel}

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
