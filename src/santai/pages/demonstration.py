"""Whether this installation is a demonstration: then every public page says so and leads to its beginning."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest

from santai.capabilities.places.models import Organisation

KEY, SECONDS = "pages.demonstration", 300


def context(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """For every template; looked up where one asks, once in some minutes."""
    return {"demonstration": _is_one}


def _is_one() -> bool:
    return bool(cache.get_or_set(KEY, _look, SECONDS))


def _look() -> bool:
    return Organisation.objects.filter(demo=True).exists()
