"""Whether this installation is a demonstration: then its first page says so and leads to the beginning."""

from __future__ import annotations

from django.core.cache import cache

from santai.capabilities.places.models import Organisation

KEY, SECONDS = "pages.demonstration", 300


def is_one() -> bool:
    """Looked up once in some minutes."""
    return bool(cache.get_or_set(KEY, _look, SECONDS))


def _look() -> bool:
    return Organisation.objects.filter(demo=True).exists()
