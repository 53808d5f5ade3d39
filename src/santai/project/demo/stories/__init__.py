"""How orders of the demonstration go: each a story told through the one door until it is today.

What most people come for is drawn by weight; every other line is told a few times, each time with another turn,
so that nobody who signs in finds an empty desk.
"""

from __future__ import annotations

from collections.abc import Callable

from santai.project.demo.stories import (
    appraisal,
    arbitration,
    bureau,
    governance,
    lawyers,
    mediation,
    notary,
    publicity,
    villages,
)
from santai.project.demo.stories.aid import assistance, legal_aid
from santai.project.demo.stories.questions import complaint, consultation, referral
from santai.project.demo.stories.telling import Over, Story, Teller

__all__ = ["AGES", "LINES", "STORIES", "Over", "Story", "Teller"]

Tell = Callable[[Story], None]

STORIES: tuple[tuple[Tell, int], ...] = (
    (consultation, 64),
    (legal_aid, 24),
    (referral, 6),
    (complaint, 4),
    (assistance, 2),
)

AGES = (85.0, 55.0, 30.0, 14.0, 6.0, 1.5)  # how many days ago each telling of a line begins

# The first is told before all others and alone, for its draws need checkpoints in order.
LINES: tuple[tuple[str, Tell], ...] = (
    ("notary/public-benefit", notary.public_benefit),
    ("notary/certificate", notary.certificate),
    ("notary/inheritance", notary.inheritance),
    ("mediation/people", mediation.between_people),
    ("mediation/confirmation", mediation.confirmation),
    ("appraisal/entrustment", appraisal.entrustment),
    ("arbitration/labour", arbitration.labour),
    ("lawyer/engage", lawyers.engage),
    ("lawyer/checkup", lawyers.checkup),
    ("lawyer/decision-review", lawyers.decision_review),
    ("grassroots/representation", villages.representation),
    ("adviser/visit", villages.visit),
    ("adviser/review", villages.review),
    ("publicity/activity", publicity.activity),
    ("learning/search", publicity.search),
    ("openness/request", bureau.openness),
    ("enforcement/retrieval", bureau.retrieval),
    ("disputes/reconsideration", bureau.reconsideration),
    ("custody/remote-meeting", bureau.remote_meeting),
    ("resettlement/help", bureau.resettlement),
    ("governance/task", governance.task),
    ("governance/demonstration", governance.demonstration),
    ("volunteering/task", governance.volunteers),
)
