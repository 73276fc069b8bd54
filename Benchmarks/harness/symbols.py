"""Whose code a sample or an instruction belongs to."""

import re
import subprocess

SYSTEM_CALL = re.compile(r"^(?:__x64_sys_|__se_sys_|__do_sys_|ksys_|__sys_|do_(?=writev|readv|epoll_wait))(\w+)")
KERNEL_WORK = {"exc_page_fault": "page faults", "exit_to_user_mode_loop": "switched away"}
SWIFT_MODULE = re.compile(r"^\$s(\d+)(\w+)")
ALLOCATION = re.compile(r"malloc|calloc|realloc|^_?int_free|^c?free$|unlink_chunk|tcache|sysmalloc")
LIBRARIES = {"libcurl": "libcurl", "libsimdjson": "simdjson", "libssl": "OpenSSL", "libcrypto": "OpenSSL",
             "libsqlite3": "SQLite", "libz.": "zlib", "libstdc++": "libstdc++"}


def category(symbol, library):
    """The owner of a symbol of user space."""
    for prefix, owner in LIBRARIES.items():
        if library.startswith(prefix):
            return owner
    if library.startswith(("libc.", "libc-", "ld-", "libpthread")):
        return "libc: allocation" if ALLOCATION.search(symbol) else "libc: other"
    if library.startswith("libswift") or re.match(r"_?swift_|_ZN?K?\d*5swift|\$s[sS]", symbol):
        return "Swift: allocation, reference counts" if is_counting(symbol) else "Swift: runtime, standard library"
    module = SWIFT_MODULE.match(symbol)
    if module:
        return "ours: " + module[2][: int(module[1])]
    return library or "unknown"


def is_counting(symbol):
    return bool(re.search(r"retain|release|swift_(slow)?(Alloc|Dealloc)|alloc|RefCount|isUniquely", symbol))


def kernel_category(kernel, user):
    """The system call that a stack serves: its kernel symbols and its user space libraries, innermost first."""
    caller = next((library for library in user if not library.startswith(("libc.", "libc-", "ld-"))), "")
    suffix = ", for libcurl" if caller.startswith("libcurl") else ""
    for symbol in reversed(kernel):
        match = SYSTEM_CALL.match(symbol)
        if match or symbol in KERNEL_WORK:
            return "kernel: " + (match[1] if match else KERNEL_WORK[symbol]) + suffix
    return "kernel: other" + suffix


def demangled(symbols):
    """Readable names, in the same order."""
    if not any(symbol.startswith("$s") for symbol in symbols):
        return symbols
    result = subprocess.run(
        ["swift", "demangle", "--compact", "--simplified"], input="\n".join(symbols), capture_output=True, text=True)
    lines = result.stdout.splitlines()
    return lines if len(lines) == len(symbols) else symbols
