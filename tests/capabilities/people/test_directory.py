"""Practitioners: the directory and who may be assigned (DIR-01, DIR-02, DIR-10, GRP-13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import register_practitioner, update_practitioner
from santai.capabilities.people.queries import (
    colleague,
    colleagues,
    holders,
    posts_in,
    posts_of,
    practitioner_locked,
    practitioners,
)
from santai.kernel.errors import Conflict, Forbidden, Invalid
from tests.factories.people import (
    BEFORE,
    TODAY,
    clerk,
    make_account,
    make_account_with_post,
    make_practitioner,
)
from tests.factories.places import BAOFENG, LUSHAN, PINGDINGSHAN, make_organisation

pytestmark = pytest.mark.django_db


def _association(region: str = PINGDINGSHAN) -> Any:
    return clerk("association", region, "bar-association")


def test_an_association_enters_its_members() -> None:
    firm = make_organisation("law-firm", BAOFENG)
    lawyer = register_practitioner(
        actor=_association(),
        name="王律师",
        kind="lawyer",
        organisation=firm,
        licence="14104201510000001",
        licensed_on=date(2015, 3, 3),
        skills=["劳动争议"],
        languages=["普通话", "手语"],
        title="二级律师",
    )
    lawyer.refresh_from_db()
    assert (lawyer.region, lawyer.skills, lawyer.title) == (BAOFENG, ["劳动争议"], "二级律师")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"kind": "wizard"}),
        ("skills", {"skills": ["炼金"]}),
        ("languages", {"languages": ["世界语"]}),
        ("region", {"region": "650000000000"}),
        ("name", {"name": ""}),
        ("licence", {"licence": "9" * 41}),
        ("capacity", {"capacity": -1}),
    ],
)
def test_words_nobody_knows_are_refused(field: str, wrong: dict[str, Any]) -> None:
    firm = make_organisation("law-firm", BAOFENG)
    fields: dict[str, Any] = {"name": "王律师", "kind": "lawyer", "organisation": firm, **wrong}
    with pytest.raises(Invalid) as refusal:
        register_practitioner(actor=SYSTEM, **fields)
    assert list(refusal.value.fields) == [field]


def test_a_licence_is_registered_once() -> None:
    first = make_practitioner(licence="L1")
    with pytest.raises(Conflict):
        register_practitioner(
            actor=SYSTEM,
            name="李律师",
            kind="lawyer",
            organisation=first.organisation,
            licence="L1",
        )


def test_an_outsider_enters_and_changes_nobody() -> None:
    lawyer = make_practitioner()
    for actor in (_association(LUSHAN), clerk()):
        with pytest.raises(Forbidden):
            register_practitioner(
                actor=actor, name="外人", kind="lawyer", organisation=lawyer.organisation
            )
        with pytest.raises(Forbidden):
            update_practitioner(lawyer.pk, actor=actor, capacity=99)


def test_an_entry_is_kept_current_but_does_not_turn_into_another() -> None:
    lawyer = make_practitioner()
    changed = update_practitioner(
        lawyer.pk, actor=_association(), suspended_until=TODAY, integrity="2026-03 行业处分：警告"
    )
    assert changed.practising_on(TODAY) is False
    with pytest.raises(Invalid) as refusal:
        update_practitioner(lawyer.pk, actor=_association(), kind="notary")
    assert list(refusal.value.fields) == ["kind"]


@pytest.mark.parametrize(
    ("licensed_on", "years"),
    [
        (date(2016, 3, 2), 10),
        (date(2016, 3, 3), 9),
        (date(2026, 3, 2), 0),
        (date(2027, 1, 1), 0),
        (None, 0),
    ],
)
def test_years_of_practice_are_whole_years(licensed_on: date | None, years: int) -> None:
    assert make_practitioner(licensed_on=licensed_on).years_on(TODAY) == years


def _assignable(**wanted: Any) -> list[str]:
    criteria: dict[str, Any] = {"kinds": ["lawyer"], "under": BAOFENG, "on": TODAY, **wanted}
    return [practitioner.name for practitioner in practitioners(**criteria)]


def test_candidates_are_of_the_kind_and_region_and_practise() -> None:
    make_practitioner("近", skills=["劳动争议"], languages=["普通话", "手语"])
    make_practitioner("邻县", organisation=make_organisation("law-firm", LUSHAN))
    make_practitioner("公证", kind="notary")
    make_practitioner("离册", is_active=False)
    make_practitioner("停业", suspended_until=TODAY)
    make_practitioner("复业", suspended_until=BEFORE)
    assert _assignable() == ["近", "复业"]
    assert _assignable(under=PINGDINGSHAN) == ["近", "邻县", "复业"]
    assert _assignable(kinds=["lawyer", "notary"]) == ["近", "公证", "复业"]
    assert _assignable(skills=["劳动争议", "继承"]) == ["近"]
    assert _assignable(languages=["手语"]) == ["近"]
    assert _assignable(languages=["手语", "藏语"]) == []


@pytest.mark.parametrize("many", [1, 3])
def test_candidates_come_with_firm_and_account_in_one_query(
    many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        make_practitioner(account=make_account())
    with django_assert_num_queries(1):
        found = [
            (p.organisation.name, p.account)
            for p in practitioners(kinds=["lawyer"], under=BAOFENG, on=TODAY)
        ]
    assert len(found) == many


def test_a_practitioner_is_locked_together_with_the_firm() -> None:
    lawyer = make_practitioner()
    with CaptureQueriesContext(connection) as captured:
        assert practitioner_locked(lawyer.pk) == lawyer
    assert captured[0]["sql"].endswith(
        'FOR NO KEY UPDATE OF "people_practitioner", "places_organisation"'
    )
    assert practitioner_locked(lawyer.pk + 1) is None


def test_colleagues_hold_a_post_at_the_organisation_today() -> None:
    office = make_organisation("centre", BAOFENG)
    here = make_account_with_post("window-clerk", office)
    make_account_with_post("window-clerk", office, ends=TODAY)
    elsewhere = make_account_with_post("window-clerk")
    gone = make_account_with_post("window-clerk", office)
    gone.is_active = False
    gone.save()
    assert list(colleagues(office.pk, on=TODAY)) == [here]
    assert list(colleagues(office.pk, on=TODAY, roles=["visitor"])) == []
    assert colleague(here.pk, organisation_id=office.pk, on=TODAY) == here
    assert colleague(elsewhere.pk, organisation_id=office.pk, on=TODAY) is None


def test_posts_of_an_account_are_those_in_force() -> None:
    account = make_account_with_post("window-clerk")
    former = make_account_with_post("visitor", ends=TODAY)
    assert [post.role for post in posts_of(account.pk, on=TODAY)] == ["window-clerk"]
    assert list(posts_of(former.pk, on=TODAY)) == []


def test_posts_in_a_region_are_those_in_force_at_its_organisations() -> None:
    """By where the organisation is: the province's auditor sits in the province."""
    here = make_account_with_post("window-clerk")
    make_account_with_post("visitor", ends=TODAY)
    above = make_organisation("audit-office", PINGDINGSHAN)
    make_account_with_post("auditor", above, region=BAOFENG)
    assert [post.account for post in posts_in(BAOFENG, on=TODAY)] == [here]
    assert posts_in(PINGDINGSHAN, on=TODAY).count() == 2
    assert posts_in(LUSHAN, on=TODAY).count() == 0


def test_who_holds_a_permission_holds_it_now() -> None:
    bureau = make_organisation("bureau", BAOFENG)
    administrator = make_account_with_post("system-admin", bureau)
    make_account_with_post("system-admin", bureau, ends=TODAY)
    make_account_with_post("bureau-officer", bureau)
    closed = make_account_with_post("security-admin", bureau)
    closed.is_active = False
    closed.save()
    assert list(holders("administer", on=TODAY)) == [administrator]
