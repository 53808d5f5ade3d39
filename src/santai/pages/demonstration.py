"""Whether this installation is a demonstration: then every public page says so and leads to its beginning."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from santai.capabilities.places.models import Organisation

KEY, SECONDS = "pages.demonstration", 300


def context(request: HttpRequest) -> dict[str, bool]:
    """For every template; looked up once in some minutes."""
    return {"demonstration": bool(cache.get_or_set(KEY, _is_one, SECONDS))}


def _is_one() -> bool:
    return Organisation.objects.filter(demo=True).exists()
