"""The dynamic libraries of the release binary: a new one is a decision, not an accident."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.gateway import binary

STORED = Path(__file__).with_name("libraries.txt")


def needed(path):
    listing = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", listing)


@pytest.mark.whole_only
@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs readelf")
def test_release_binary_needs_the_listed_libraries_and_no_other():
    if any("libswift" in name for name in needed(binary())):
        pytest.skip("a debug build links the Swift libraries dynamically")

    # The architecture's loader has a name of its own, and counts as part of libc.
    libraries = {re.sub(r"\.so.*", "", name) for name in needed(binary()) if not name.startswith("ld-linux")}

    assert sorted(libraries) == STORED.read_text().split()
