"""What the bureau's pages need in their templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from santai.desk import scope

register = template.Library()

register.filter("orders_behind", scope.link_to)


@register.filter
def stale(counted: datetime | None) -> bool:
    """Whether the figures are so old that somebody should look at the worker."""
    return counted is None or timezone.now() - counted > scope.STALE
