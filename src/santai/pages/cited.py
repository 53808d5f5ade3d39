"""Where an article that something cites can be read: the library of law at the citizens' door."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from santai.catalogue.current import catalogue
from santai.kernel.citation import Citation

PROMISE = "承诺"  # our own word to the public; there is nothing to read behind it


def address(citation: Citation) -> str:
    """ "" for a promise of our own, and where the door is not there."""
    known = catalogue().laws.get(citation.law)
    if known is not None and known.kind == PROMISE:
        return ""
    try:
        return _address(citation)
    except NoReverseMatch:
        return ""


def _address(citation: Citation) -> str:
    """The article, with the paragraph and item as its place on the page."""
    if citation.article is None:
        return reverse("portal:law", args=[citation.law])
    place = (citation.article, citation.inserted)
    path = reverse("portal:article", args=[citation.law, citation.version, place])
    if not citation.paragraph:
        return path
    return f"{path}#p{citation.paragraph}" + (f".{citation.item}" if citation.item else "")
