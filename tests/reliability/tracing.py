"""The file store under strace: what it asks the kernel for, and what it does when the kernel says no."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cryptography
import pytest

import santai
from tests.factories.seals import sealer

SOURCE = os.pathsep.join(
    str(Path(file).parents[up])
    for file, up in ((santai.__file__, 1), (cryptography.__file__, 1), (__file__, 2))
)
CONTENT = b"what somebody handed in " * 1000
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

SEALER = sealer()
# Keeps one content as the product does, sealed, then says so to whoever asked: nothing but the store and its cipher.
_KEEP = """
import os, sys
sys.path[:0] = sys.argv[1].split(os.pathsep)
from pathlib import Path
from santai.kernel import blobs
from tests.factories.seals import sealer
{plant}
name = blobs.BlobStore(Path(sys.argv[2]), sealer()).put({content!r} * {times})
os.write(1, b"ACK " + name.encode())
"""
CALLS = ("write", "fsync", "rename", "mkdir", "fchmod")
_LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
_OPEN_FILE = re.compile(r"^(\d+)<([^>]*)>")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Call:
    """One call that went well: on which file or folder, and for `rename` to which name."""

    name: str
    path: str
    target: str = ""
    is_ack: bool = False


def keep(
    root: Path, *, plant: str = "", inject: str = "", log: Path | None = None
) -> tuple[str, list[Call]]:
    """Keep the content in a process of its own; gives what it acknowledged and what it called."""
    book = log or root.with_suffix(".strace")
    code = _KEEP.format(plant=plant, content=CONTENT[:24], times=1000)
    done = subprocess.run(
        ["strace", "-f", "-y", "-s", "8", "-o", str(book), "-e", f"trace={','.join(CALLS)}",
         *(["-e", f"inject={inject}"] if inject else []),
         sys.executable, "-S", "-B", "-c", code, SOURCE, str(root)],
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    calls = [call for line in book.read_text().splitlines() if (call := _call(line))]
    book.unlink()
    return done.stdout.removeprefix("ACK "), calls


def _call(line: str) -> Call | None:
    found = _LINE.match(line)
    if not found or int(found[3]) < 0:
        return None
    name, arguments = found[1], found[2]
    if name in {"rename", "mkdir"}:
        paths = _NAMES.findall(arguments)
        return Call(name, paths[0], paths[1] if name == "rename" else "")
    file = _OPEN_FILE.match(arguments)
    return Call(
        name, file[2] if file else "", is_ack=name == "write" and arguments.startswith("1<")
    )
