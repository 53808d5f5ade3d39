"""Every named address of the house, so that no page is forgotten by those who walk through it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

API = "partners"  # told by its own description, which has tests of its own


def names() -> set[str]:
    return set(_named(get_resolver().url_patterns, ""))


def _named(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace
            if not (inner or "").startswith(API):
                yield from _named(pattern.url_patterns, f"{space}{inner}:" if inner else space)
        elif pattern.name:
            yield f"{space}{pattern.name}"
