"""Setting files of strangers among pages of ours: in memory, and in a process that may fall over (binder.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.filling import DocumentError
from santai.capabilities.documents.actions.typesetting import font

PROGRAM = Path(__file__).resolve().parent / "binder.py"
PATIENCE = 45  # seconds; a transaction may be idle for sixty
ALONE = 10  # seconds for a file that may be to blame

Attached = Mapping[str, tuple[str, bytes]]  # name → format (pdf, jpg, png, gif, webp) and content


class NotBound(DocumentError):
    """The process that sets the pages fell over or took too long."""

    code = "not_bound"

    def __init__(self) -> None:
        super().__init__(
            _("案卷没有排好版：文件太多或者太大。请稍后再试，还不行请联系系统管理员。")
        )


def pages_of(attached: Attached) -> dict[str, int]:
    """How many pages each of these has; none for what cannot be set.

    One that brings the process down is looked at alone: nobody keeps a dossier from being bound by a file.
    """
    try:
        return _looked_at(attached, PATIENCE)
    except NotBound:
        return {name: _alone(name, one) for name, one in attached.items()}


def _alone(name: str, one: tuple[str, bytes]) -> int:
    try:
        return _looked_at({name: one}, ALONE)[name]
    except NotBound:
        return 0


def _looked_at(attached: Attached, patience: int) -> dict[str, int]:
    if not attached:
        return {}
    with _open(attached) as files:
        answer = _run({"what": "look", "files": files}, files, patience=patience)
    return {name: int(count) for name, count in json.loads(answer).items()}


def bound(data: Mapping[str, Any], template: Path, attached: Attached) -> bytes:
    """The PDF of `data` with the attached files where the template puts them. Raises FontMissing, NotBound."""
    asked = {
        "what": "typeset",
        "template": str(template),
        "inputs": {"data": json.dumps(data, ensure_ascii=False), "font": font()},
        "fonts": [str(root) for root in getattr(settings, "FONT_ROOTS", ())],
    }
    with _open(attached) as files, _memory("dossier") as out:
        _run({**asked, "files": files, "out": out}, files, out)
        return _read(out)


@contextmanager
def _open(attached: Attached) -> Iterator[dict[str, dict[str, Any]]]:
    with ExitStack() as held:
        files = {}
        for name, (form, content) in attached.items():
            descriptor = held.enter_context(_memory("attached"))
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.write(content)
            files[name] = {"fd": descriptor, "format": form}
        yield files


@contextmanager
def _memory(name: str) -> Iterator[int]:
    """A file that is nowhere but in memory: what lies sealed on the disk is not laid beside it in the open."""
    descriptor = os.memfd_create(name)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> bytes:
    return Path(f"/proc/self/fd/{descriptor}").read_bytes()


def _run(
    asked: Mapping[str, Any],
    files: Mapping[str, Mapping[str, Any]],
    *more: int,
    patience: int = PATIENCE,
) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(*(file["fd"] for file in files.values()), *more),
            timeout=patience,
            check=True,
            env={"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/")},
        )
    except (subprocess.SubprocessError, OSError) as fault:
        raise NotBound from fault
    return done.stdout
