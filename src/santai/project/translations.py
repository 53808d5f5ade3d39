"""Makes the .mo files that gettext reads of the .po files that people write.

They are made where they are needed: by `make setup`, while a wheel is built, and when the software starts
with the words of a catalogue folder that a bureau keeps beside the package.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def compile_all(*folders: Path) -> list[Path]:
    """Make every .mo that is missing or older than its .po; gives those that were made."""
    return [_compile(po) for po in _stale(folders)]


def _stale(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        for po in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
                yield po


def _compile(po: Path) -> Path:
    from babel.messages.mofile import write_mo  # heavy, and seldom needed
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    made, beside = po.with_suffix(".mo"), po.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as target:
        write_mo(target, catalogue)
    beside.replace(made)  # whoever reads at this moment reads the old one or the new one
    return made
