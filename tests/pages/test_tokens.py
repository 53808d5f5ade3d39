"""Contrast of the tokens, computed from the stylesheet itself: text 4.5:1, lines that carry meaning 3:1."""

from __future__ import annotations

from pathlib import Path

import pytest

from santai.pages.tokens import LINE, TEXT, THEMES, colours, contrast, pairs, tokens


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_is_clear_enough(theme: str) -> None:
    """WCAG 1.4.3 and 1.4.11; no theme is excused."""
    assert [(p.front, p.ground, p.words) for p in pairs(theme) if not p.enough] == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777", "#fff", 4.48), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Grey #777 on white is the well-known one that just fails."""
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


def test_a_colour_that_was_made_too_pale_is_caught(tmp_path: Path) -> None:
    pale = tmp_path / "pale.css"
    pale.write_text(
        ":root {\n  --paper: #fff; --card: #fff; --tint: #fff; --ink: #000; --soft: #777; --edge: #959595;\n"
        "  --accent: #000; --on-accent: #fff; --seal: #000; --ok: #000; --warn: #000;\n}\n"
    )
    found = [(p.front, p.ground, p.least) for p in pairs("light", pale) if not p.enough]
    assert found == [
        *(("soft", ground, TEXT) for ground in ("paper", "card", "tint")),
        *(("edge", ground, LINE) for ground in ("paper", "card", "tint")),
    ]


def test_the_dark_block_by_choice_and_by_device_say_the_same() -> None:
    """They stand in the stylesheet twice, for want of a way to say it once."""
    from santai.pages.tokens import STYLESHEET

    css = STYLESHEET.read_text()
    by_device = css.split(":root:not(.light) {", 1)[1].split("}", 1)[0]
    by_choice = css.split(":root.dark {", 1)[1].split("}", 1)[0].replace("color-scheme: dark;", "")
    assert by_device.split() == by_choice.split()


def test_references_are_followed_to_a_colour() -> None:
    assert tokens("light strong")["soft"] == tokens("light")["ink"]
    assert tokens("dark strong")["line"] == tokens("dark")["ink"]  # over --edge


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_every_colour(theme: str) -> None:
    assert set(colours(theme)) == set(colours("light"))
