"""The templates themselves: none carries what the policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import santai

ROOT = Path(santai.__file__).parent
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
MODULE = r' type="module" src="\{% static .[a-z]+/[a-z_-]+\.js. %\}"></script>'  # ours, in a file
FORBIDDEN = re.compile(
    rf"<script(?!{MODULE})|<style|\sstyle=|\son[a-z]+=|javascript:|https?://(?!www\.w3\.org)"
)


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_runs_inside_it_and_nothing_comes_from_elsewhere(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text()) == []


def test_the_style_asks_nobody_for_anything() -> None:
    style = (ROOT / "pages/static/pages/santai.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
