"""System, security and audit administrators stand apart (reliability A7; GB/T 22239-2019 8.1.4.2)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.orders import access
from santai.capabilities.people.access import SYSTEM, actor_for
from santai.capabilities.people.actions import hold_post, register_practitioner
from santai.capabilities.people.models import Post, Practitioner
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden
from tests import world as w
from tests.factories.people import TODAY, clerk, make_account, make_account_with_post
from tests.factories.places import BAOFENG, make_organisation

pytestmark = pytest.mark.django_db
THREE = ("system-admin", "security-admin", "audit-admin")
OTHERS = ("window-clerk", "auditor", "lawyer", "bureau-chief")


@pytest.mark.parametrize(("first", "second"), list(permutations(THREE, 2)))
def test_no_account_is_two_of_them(first: str, second: str) -> None:
    office = make_organisation("bureau", BAOFENG)
    account = make_account_with_post(first, office)
    with pytest.raises(Conflict, match="互不兼任"):
        hold_post(actor=SYSTEM, account=account, role=second, organisation=office, starts=TODAY)
    assert account.posts.count() == 1


@pytest.mark.parametrize("admin", THREE)
@pytest.mark.parametrize("other", OTHERS)
def test_nor_one_of_them_and_anything_else(admin: str, other: str) -> None:
    office = make_organisation("bureau", BAOFENG)
    for first, second in ((admin, other), (other, admin)):
        account = make_account_with_post(first, office)
        with pytest.raises(Conflict):
            hold_post(actor=SYSTEM, account=account, role=second, organisation=office, starts=TODAY)


@pytest.mark.parametrize(("first", "second"), [*permutations(THREE, 2), ("officer", THREE[0])])
def test_the_database_refuses_it_whoever_writes(first: str, second: str) -> None:
    """Around the action: the trigger says the same."""
    office = make_organisation("bureau", BAOFENG)
    account = make_account_with_post(first, office)
    with pytest.raises(IntegrityError, match="beside its other posts"), transaction.atomic():
        Post.objects.create(
            account=account, role=second, organisation=office, region=BAOFENG, starts=TODAY
        )
    later = Post.objects.create(
        account=account,
        role=first,
        organisation=office,
        region=w.YE,
        starts=TODAY + timedelta(days=9),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=later.pk).update(role=second)


def test_one_after_the_other_is_another_matter() -> None:
    office = make_organisation("bureau", BAOFENG)
    account = make_account_with_post("window-clerk", office, ends=TODAY)
    post = {"actor": SYSTEM, "account": account, "organisation": office}
    assert hold_post(**post, role="audit-admin", starts=TODAY).role == "audit-admin"


@pytest.mark.parametrize("role", THREE)
def test_an_administrator_handles_no_cases_as_a_lawyer(role: str) -> None:
    office = make_organisation("law-firm", BAOFENG)
    account = make_account_with_post(role, office)
    with pytest.raises(Conflict):
        register_practitioner(
            actor=SYSTEM, name="某", kind="lawyer", organisation=office, account=account
        )
    assert not Practitioner.objects.filter(account=account).exists()
    other = make_account()
    register_practitioner(
        actor=SYSTEM, name="某", kind="lawyer", organisation=office, account=other
    )
    with pytest.raises(Conflict):
        hold_post(actor=SYSTEM, account=other, role=role, organisation=office, starts=TODAY)


def test_their_rights_have_nothing_in_common_and_open_no_case() -> None:
    roles = [catalogue().roles[name] for name in THREE]
    held = [role.may for role in roles]
    assert sum(map(len, held)) == len(frozenset().union(*held)) == 3
    assert {role.sees for role in roles} == {"none"}
    for role in roles:
        opened = catalogue().permissions.opened(role.may, role.sees, role.reads_only)
        assert not {what for what, _ in opened} & {"order", "file", "document", "person", "figures"}


@pytest.mark.parametrize("role", THREE)
def test_and_the_administrator_is_an_outsider_to_every_order(world: w.World, role: str) -> None:
    w.ask_for_aid()
    admin = actor_for(world.accounts[(role, w.CITY)], "desk", w.TODAY)
    assert not access.orders_for(admin).exists()


@pytest.mark.parametrize("role", ["system-admin", "audit-admin", "window-clerk"])
def test_only_the_security_administrator_gives_posts(role: str) -> None:
    office = make_organisation("bureau", BAOFENG)
    with pytest.raises(Forbidden):
        hold_post(
            actor=clerk(role, BAOFENG, "bureau"),
            account=make_account(),
            role="officer",
            organisation=office,
            starts=TODAY,
        )
