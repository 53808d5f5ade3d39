"""Four eyes (A7, ASVS 2.3.5): one asks, another decides, once, and nothing of it is ever changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.approvals import access
from santai.capabilities.approvals.actions import ask, decide, use
from santai.capabilities.approvals.enums import GOOD_FOR, WAITS, Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account, Party, Post
from santai.capabilities.trail.models import Entry
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tests import world as w

REASON, LIST = "市局要全部名单核对", "/desk/figures/orders.xlsx?of=open"


def asked(actor: Actor, **more: Any) -> Approval:
    given: dict[str, Any] = {
        "kind": Kind.BIG_EXPORT,
        "subject": LIST,
        "title": "在办 450 件",
        "reason": REASON,
        "region": w.YE,
        "rows": 450,
        "at": w.NOW,
        **more,
    }
    return ask(actor=actor, **given)


def approve(approval: Approval, actor: Actor, *, at: Any = w.NOW) -> Approval:
    return decide(approval.pk, actor=actor, approve=True, opinion="", at=at)


def take(actor: Actor, *, at: Any = w.NOW, subject: str = LIST) -> Approval:
    return use(actor=actor, kind=Kind.BIG_EXPORT, subject=subject, at=at)


def test_what_another_approved_is_done_once(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approval = asked(chief)
    approve(approval, other)
    assert take(chief).pk == approval.pk
    with pytest.raises(Forbidden):
        take(chief)
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == [
        "asked",
        "approved",
        "used",
    ]


def test_nobody_is_their_own_second_person(world: w.World) -> None:
    chief = world.staff("bureau-chief")
    approval = asked(chief)
    with pytest.raises(Forbidden, match="另一个人"):
        approve(approval, chief)
    assert access.waiting_for(chief, at=w.NOW).count() == 0


def test_nor_is_another_account_of_the_same_person(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    person = Party.objects.create(name="同一个人")
    Account.objects.filter(pk=chief.account_id).update(party=person)
    approval = asked(chief)
    Account.objects.filter(pk=other.account_id).update(party=person)
    with pytest.raises(Forbidden, match="另一个人"):
        approve(approval, other)


def test_and_the_outsider_finds_nothing_to_decide(world: w.World) -> None:
    approval = asked(world.staff("bureau-chief"))
    for outsider in (
        world.staff("bureau-chief", w.ELSEWHERE),
        world.staff("window-clerk", w.LUSHAN),
        world.staff("system-admin", w.CITY),
        world.lawyer(),
    ):
        assert list(access.waiting_for(outsider, at=w.NOW)) == []
        with pytest.raises(Missing):
            approve(approval, outsider)
        with pytest.raises(Forbidden):
            use(actor=outsider, kind=Kind.BIG_EXPORT, subject=LIST, at=w.NOW)


def test_who_only_looks_on_asks_and_never_approves(world: w.World) -> None:
    auditor = world.staff("auditor", w.PROVINCE)
    approval = asked(world.staff("bureau-chief"))
    with pytest.raises(Missing):
        approve(approval, auditor)
    assert asked(auditor).asked_by_id == auditor.account_id


def test_an_approval_lasts_a_day_and_a_question_a_week(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approval = asked(chief)
    with pytest.raises(Conflict):
        approve(approval, other, at=w.NOW + WAITS)
    approve(approval, other)
    with pytest.raises(Forbidden):
        take(chief, at=w.NOW + GOOD_FOR)
    assert take(chief, at=w.NOW + GOOD_FOR - timedelta(seconds=1)).pk == approval.pk


def test_it_is_for_exactly_what_was_asked(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approve(asked(chief), other)
    with pytest.raises(Forbidden):
        take(chief, subject=LIST + "&region=410423000000")
    with pytest.raises(Forbidden):
        use(actor=chief, kind=Kind.BULK_REVEAL, subject=LIST, at=w.NOW)
    with pytest.raises(Forbidden):
        take(other)


def test_a_refusal_says_why_and_gives_nothing(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approval = asked(chief)
    with pytest.raises(Invalid):
        decide(approval.pk, actor=other, approve=False, opinion="", at=w.NOW)
    decide(approval.pk, actor=other, approve=False, opinion="没有必要要全部名单", at=w.NOW)
    with pytest.raises(Forbidden):
        take(chief)
    with pytest.raises(Conflict):
        approve(approval, other)


@pytest.mark.parametrize("reason", ["", "要", "   ", "看" * 301])
def test_a_reason_is_one_somebody_can_judge_by(world: w.World, reason: str) -> None:
    with pytest.raises(Invalid):
        asked(world.staff("bureau-chief"), reason=reason)


def test_the_same_question_waits_once(world: w.World) -> None:
    chief = world.staff("bureau-chief")
    assert asked(chief).pk == asked(chief).pk


def test_who_lost_the_post_has_no_use_of_the_approval(world: w.World) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approve(asked(chief), other)
    Post.objects.filter(account=chief.account_id).update(ends=w.TODAY)
    with pytest.raises(Forbidden):
        take(world.staff("bureau-chief"))


def test_keys_take_the_administrator_of_security(world: w.World) -> None:
    """A7: nobody uses a key of the ledger alone."""
    keeper, safe = world.staff("system-admin", w.CITY), world.staff("security-admin", w.CITY)
    key = asked(keeper, kind=Kind.LEDGER_KEY, subject="ledger-key", region=w.CITY)
    with pytest.raises(Missing):
        approve(key, world.staff("audit-admin", w.CITY))
    approve(key, safe)
    used = use(actor=keeper, kind=Kind.LEDGER_KEY, subject="ledger-key", at=w.NOW)
    agreed = used.agreement
    assert (used.pk, agreed.purpose, agreed.allowed_at) == (key.pk, "ledger-key", w.NOW)
    assert (agreed.asked_by, agreed.allowed_by) == tuple(
        world.accounts[(role, w.CITY)].username for role in ("system-admin", "security-admin")
    )


CHANGES: list[dict[str, Any]] = [
    {"reason": "别的"},
    {"rows": 9},
    {"approved": False},
    {"used_at": None},
    {"subject": "/别处"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: next(iter(one)))
def test_the_database_lets_nothing_of_it_be_changed(world: w.World, change: dict[str, Any]) -> None:
    chief, other = world.staff("bureau-chief"), world.staff("bureau-chief", w.CITY)
    approve(asked(chief), other)
    row = Approval.objects.filter(pk=take(chief).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_nor_decided_by_who_asked_nor_used_without_approval(world: w.World) -> None:
    """Whoever writes: also somebody at the database."""
    chief = world.staff("bureau-chief")
    row = Approval.objects.filter(pk=asked(chief).pk)
    decided = {"approved": True, "decided_at": w.NOW, "until": w.NOW + GOOD_FOR}
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(decided_by=chief.account_id, **decided)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(used_at=w.NOW)
