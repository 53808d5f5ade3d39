"""Whether this installation is a demonstration: then its first page says so and leads to the beginning."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

from santai.capabilities.places.models import Organisation

KEY, SECONDS = "pages.demonstration", 300


def is_one() -> bool:
    """Looked up once in some minutes."""
    return bool(cache.get_or_set(KEY, _look, SECONDS))


def shows_codes() -> bool:
    """Whether codes meant for telephones stand on the page instead: nobody would get them otherwise.

    Looked up each time, and only where nothing is real: no carrier of text messages, no office of
    anybody's own. One real office is enough, and a code is never shown again.
    """
    if settings.SMS_CARRIER or not _look():
        return False
    return not Organisation.objects.filter(demo=False).exists()


def _look() -> bool:
    return Organisation.objects.filter(demo=True).exists()
