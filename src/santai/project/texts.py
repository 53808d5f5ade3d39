"""Every text that is to be translated, found where it is written: what the .po files must have words for.

Python and templates mark their texts (`_`, `say`, `word`, `{% translate %}` …); of the catalogue everything is a
text that people read.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.texts import texts_of
from santai.project.translations import compile_all

PACKAGE = Path(__file__).resolve().parents[1]
DATA = PACKAGE / "catalogue/data"
WITHOUT_APP = ("kernel", "catalogue", "project")  # parts that are no Django app
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "said": None,
    "say": None,
    "word": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def parts() -> list[Path]:
    """The folders that have texts, and a `locale` for each."""
    apps = sorted(path.parent for path in PACKAGE.rglob("apps.py"))
    return [*(PACKAGE / name for name in WITHOUT_APP), DATA, *apps]


def texts(part: Path, catalogue: Catalogue) -> dict[str, bool]:
    """The texts of one part, in the order of its files; True for those that count something."""
    if part == DATA:
        return dict.fromkeys(texts_of(catalogue), False)
    found: dict[str, bool] = {}
    for path in _files(part):
        found |= _marked(path)
    return found


def texts_without_words(catalogue: Catalogue, folders: Iterable[Path], language: str) -> list[str]:
    """The texts of the catalogue that no file of the language has words for."""
    roots = [DATA, *folders]
    compile_all(*roots)
    known = [
        gettext.translation("django", root / "locale", [language], fallback=True) for root in roots
    ]
    return [
        text
        for text in texts_of(catalogue)
        if any("\u4e00" <= sign <= "\u9fff" for sign in text)
        and all(one.gettext(text) == text for one in known)
    ]


def _files(part: Path) -> Iterator[Path]:
    for path in sorted((*part.rglob("*.py"), *part.rglob("*.html"))):
        inside = path.relative_to(part).parts
        if not {"migrations", "data"} & set(inside):
            yield path


def _marked(path: Path) -> Iterator[tuple[str, bool]]:
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = templatize(source)
    for _line, found, _comments, _context in extract(
        "python", BytesIO(source.encode()), keywords=MARKS
    ):
        text = found[0] if isinstance(found, tuple) else found
        if text and any(
            "\u4e00" <= sign <= "\u9fff" or sign in "，。；、：（）“”《》" for sign in text
        ):
            yield text, isinstance(found, tuple) or "{count}" in text
