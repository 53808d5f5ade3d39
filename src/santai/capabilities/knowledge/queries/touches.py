"""What new versions of laws touched, for those who keep services, answers and cases (KB-16)."""

from __future__ import annotations

from django.db.models import QuerySet

from santai.capabilities.knowledge.models import Law, Touch


def touches(*, still_open: bool) -> QuerySet[Touch]:
    """The latest versions first; what somebody looked at says who and when."""
    rows = Touch.objects.filter(seen_at=None) if still_open else Touch.objects.exclude(seen_at=None)
    with_names = rows.select_related("version__law", "seen_by")
    return with_names.order_by("-version__since", "version", "kind", "what", "citation")


def laws_held() -> tuple[int, int]:
    """How many laws the library holds for everybody, and how many only for measuring."""
    public = Law.objects.filter(measuring=False).count()
    return public, Law.objects.count() - public
