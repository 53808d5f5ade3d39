"""What the catalogue and the kernel say, in the reader's language; built in to every template."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from santai.catalogue.schema import MaterialSpec
from santai.kernel import words

register = template.Library()


@register.filter
def said(text: object) -> str:
    """A text of the catalogue: a title, a question, a name of a state."""
    return words.said(str(text))


@register.filter
def listed(texts: Iterable[object]) -> str:
    """Several things in a row, in the reader's language already."""
    return words.listed(map(str, texts))


@register.filter
def all_said(texts: Iterable[object]) -> str:
    """Several texts of the catalogue in a row."""
    return words.listed(words.said(str(text)) for text in texts)


@register.filter
def shown(materials: Iterable[MaterialSpec]) -> str:
    """What must be shown, in a row."""
    return words.listed(material.show.said for material in materials)
