"""From data to PDF with Typst. The data are an input of the template, never part of its source."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from santai.capabilities.documents.actions.filling import DocumentError

TEMPLATE = Path(__file__).resolve().parents[1] / "document.typ"
# The same design under the names Debian, Google and Adobe give it.
FAMILIES = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
ARCHIVAL = ["a-2a", "ua-1"]  # kept for decades (DA/T), read aloud by screen readers
WITH_FILES = ["a-3a", "ua-1"]  # the same, and may carry other files

_one_at_a_time = threading.Lock()


class FontMissing(DocumentError):
    """No Chinese serif font on this machine: documents would come out as empty boxes."""

    status = 500
    code = "font_missing"

    def __init__(self) -> None:
        super().__init__(
            "缺少文书用的中文宋体字体。请安装 Debian 软件包 fonts-noto-cjk，"
            "或把 Noto Serif CJK SC 放进 FONT_ROOTS 所列的文件夹。"
        )


def render(
    data: Mapping[str, Any], template: Path = TEMPLATE, standards: Sequence[str] = ARCHIVAL
) -> bytes:
    """The PDF of a document. The same data, template and fonts give the same bytes.

    Takes some milliseconds once the process is warm. Raises FontMissing.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "font": font()}
    with _one_at_a_time:  # the compiler is one per process and not made for two at once
        try:
            return _compile(template, inputs, list(standards))
        except typst.TypstError:
            # A character no font here can draw, or one of private use: archival PDF forbids it, but
            # the person still has to get the decision. Its text stays in the file.
            return _compile(template, {**inputs, "boxes": "yes"}, [])


@cache
def template_version() -> str:
    """What, besides the data, the bytes depend on: the template and the typesetter."""
    return f"{sha256(TEMPLATE.read_bytes()).hexdigest()[:12]}/typst-{version('typst')}"


@cache
def font() -> str:
    """The first of FAMILIES that is installed. Raises FontMissing."""
    installed = set(_fonts().families())
    for family in FAMILIES:
        if family in installed:
            return family
    raise FontMissing


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the system plus those in the folders of `settings.FONT_ROOTS`."""
    return typst.Fonts(font_paths=[Path(root) for root in getattr(settings, "FONT_ROOTS", ())])


@cache
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(template, root=template.parent, font_paths=_fonts())


def _compile(template: Path, inputs: dict[str, str], standards: list[Any]) -> bytes:
    made = _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made
