"""The knowledge base of the demonstration: the packaged answers and cases, written by one and reviewed by another."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from santai.capabilities.knowledge.actions import bring_in, review
from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import Answer, AnswerVersion, Case
from santai.capabilities.knowledge.queries import files_of
from santai.project.demo.cast import Cast
from santai.project.demo.ground import CITY

AGO = timedelta(days=30)
WAITING = ("grandchild-inherits", "debt-notarised")  # left for whoever tries the review


def fill(cast: Cast, now: datetime) -> None:
    """Once: a hotline agent writes, the chief of the bureau reviews."""
    if Answer.objects.exists():
        return
    writer, reviewer = cast.staff[("hotline-agent", CITY)][0], cast.staff[("bureau-chief", CITY)][0]
    answers, cases = files_of()
    at = now - AGO
    with transaction.atomic():
        bring_in(answers, cases, actor=writer, at=at)
        waiting = AnswerVersion.objects.filter(state=State.IN_REVIEW).order_by("pk")
        for pk in waiting.exclude(answer__key__in=WAITING).values_list("pk", flat=True):
            review(AnswerVersion, pk, actor=reviewer, approve=True, opinion="", at=at)
        for pk in Case.objects.filter(state=State.IN_REVIEW).values_list("pk", flat=True):
            review(Case, pk, actor=reviewer, approve=True, opinion="", at=at)
    print(f"demo: {len(answers)} standard answers, {len(cases)} typical cases", flush=True)
