"""Writes Documentation/FailureCases.md from failure_cases.toml and the tests' own names.

Run it after adding or renaming a test of a case: python Tests/EndToEnd/failure_cases.py
"""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
DOCUMENT = FOLDER.parents[1] / "Documentation" / "FailureCases.md"
TEST = re.compile(r"^(?:async )?def (test_(case|complaint)_(\d+)_\w+)\(", re.MULTILINE)
HEAD = """# Failure cases

What can go wrong between a client and an upstream, what Keywheel does about it, and the test that shows it, through the built
binary and a socket. The numbers are those that the tests' names carry. Each test of the upstream also runs with an upstream that
writes one byte at a time.

This file is written by `python Tests/EndToEnd/failure_cases.py`; a test checks that it is up to date.
"""


def tests():
    """(kind, number) → every test of that case, as file::name."""
    found = {}
    for file in sorted(FOLDER.glob("test_*.py")):
        for name, kind, number in TEST.findall(file.read_text()):
            found.setdefault((kind, int(number)), []).append(f"{file.name}::{name}")
    return found


def cases():
    table = tomllib.loads((FOLDER / "failure_cases.toml").read_text())
    return {(kind, int(number)): text for kind, rows in table.items() for number, text in rows.items()}


def section(title, kind, texts, names):
    lines = [
        f"## {title}",
        "",
        "| no. | situation | what we do | tests (in Tests/EndToEnd) |",
        "| --- | --- | --- | --- |",
    ]
    for key in sorted(key for key in texts if key[0] == kind):
        shown = "<br>".join(f"`{name}`" for name in names[key])
        lines.append(f"| {key[1]} | {texts[key]['situation']} | {texts[key]['answer']} | {shown} |")
    return "\n".join(lines) + "\n"


def document():
    texts, names = cases(), tests()
    parts = [
        HEAD,
        section("Cases", "case", texts, names),
        section("Complaints about gateways of this kind", "complaint", texts, names),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document())
