"""What the database refuses in more than one of these tables."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def ends_after_start(name: str) -> models.CheckConstraint:
    held = Q(ends__isnull=True) | Q(ends__gte=F("starts"))
    return models.CheckConstraint(condition=held, name=name)
