"""Looks at files of strangers and sets them into a book, in a process of its own.

A program by itself that imports nothing of ours: what a damaged or hostile PDF does to a reader, it does to this
process, which has little memory and little time. Files come as open descriptors; nothing of them is on a disk.

Reads one JSON object from its input: `what` (look, typeset), `files` {name: {fd, format}}, and to typeset
`template`, `inputs`, `fonts` and `out`, the descriptor the PDF goes to. `look` answers with {name: pages}; a file
that cannot be set has none.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import typst

ROOM = 3 << 30  # bytes of memory
MOST = 400  # pages of one file
ROOT = "/proc/self/fd"
Files = Mapping[str, Mapping[str, Any]]


def look(files: Files) -> dict[str, int]:
    """How many pages each file has: those that together are set, or alone."""
    found = {name: _pages(file) for name, file in files.items()}
    fine = {name: count for name, count in found.items() if count}
    if not _sets({name: files[name] for name in fine}, fine):
        fine = {name: n for name, n in fine.items() if _sets({name: files[name]}, fine)}
    return {name: fine.get(name, 0) for name in files}


def _pages(file: Mapping[str, Any]) -> int:
    if file["format"] != "pdf":
        return 1
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with Path(f"{ROOT}/{file['fd']}").open("rb") as content:
            pages = int(PdfFileReader(content, strict=False).root["/Pages"]["/Count"])
            return pages if 0 < pages <= MOST else 0
    except Exception:  # whatever a stranger's file makes a reader do
        return 0


def _sets(files: Files, pages: Mapping[str, int]) -> bool:
    """Whether every page of each can be set."""
    calls = [
        f'#image("/{file["fd"]}", format: "{file["format"]}", {page}height: 10pt)'
        for name, file in files.items()
        for page in _asked(file["format"], pages[name])
    ]
    try:
        typst.Compiler("\n".join(calls).encode(), root=ROOT).compile(format="pdf")
    except BaseException:  # a panic of the typesetter is no Exception
        return False
    return True


def _asked(form: str, pages: int) -> list[str]:
    return [f"page: {n}, " for n in range(1, pages + 1)] if form == "pdf" else [""]


def typeset(asked: Mapping[str, Any]) -> None:
    paths = {
        name: {"path": f"/{file['fd']}", "format": file["format"]}
        for name, file in asked["files"].items()
    }
    source = Path(asked["template"]).read_bytes()
    compiler = typst.Compiler(source, root=ROOT, font_paths=typst.Fonts(font_paths=asked["fonts"]))
    made = compiler.compile(
        format="pdf", sys_inputs={**asked["inputs"], "files": json.dumps(paths)}
    )
    with os.fdopen(asked["out"], "wb") as out:
        out.write(cast("bytes", made))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    asked = json.load(sys.stdin)
    if asked["what"] == "look":
        json.dump(look(asked["files"]), sys.stdout)
    else:
        typeset(asked)


if __name__ == "__main__":
    main()
