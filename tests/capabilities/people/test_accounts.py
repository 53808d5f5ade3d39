"""Accounts, the posts that give rights, and keys of partner systems (USER-07 to USER-11, USER-14)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from santai.capabilities.people.access import SYSTEM, Actor, actor_for
from santai.capabilities.people.actions import (
    authenticate_api_key,
    close_account,
    create_account,
    end_post,
    hold_post,
    issue_api_key,
    reopen_account,
    revoke_api_key,
    set_password,
)
from santai.capabilities.people.models import Account, ApiKey, Post
from santai.capabilities.places.codes import NATION
from santai.kernel.errors import Conflict, Forbidden, Invalid
from santai.kernel.workdays import ZONE
from tests.factories.people import (
    BEFORE,
    TODAY,
    clerk,
    make_account,
    make_account_with_post,
    make_party,
)
from tests.factories.places import BAOFENG, LUSHAN, PINGDINGSHAN, make_organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
PARTNERS = "partners"


def _administrator(region: str = PINGDINGSHAN) -> Actor:
    return clerk("system-admin", region, "bureau")


def _security(region: str = PINGDINGSHAN) -> Actor:
    return clerk("security-admin", region, "bureau")


# --- accounts -----------------------------------------------------------------------------------


def test_an_account_signs_in_with_its_password_and_has_no_rights() -> None:
    account = create_account(
        username="wang", name="王五", kind="staff", password="长而好记的一句口令"
    )
    assert authenticate(username="wang", password="长而好记的一句口令") == account
    assert actor_for(account, "counter", TODAY).posts == ()


def test_an_account_without_password_cannot_be_signed_in_with_one() -> None:
    account = create_account(username="wang", name="王五", kind="staff")
    assert not account.has_usable_password()
    assert authenticate(username="wang", password="") is None


def test_a_user_name_is_taken_once() -> None:
    create_account(username="wang", name="王五", kind="staff")
    with pytest.raises(Conflict):
        create_account(username=" wang ", name="王六", kind="staff")


def test_a_citizen_has_one_account_and_it_is_theirs() -> None:
    """USER-01."""
    party = make_party("张小三")
    create_account(username="zhang", name="张小三", kind="citizen", party=party)
    with pytest.raises(Conflict):
        create_account(username="zhang-2", name="张小三", kind="citizen", party=party)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(username="nobody", name="无名", kind="citizen")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("username", {"username": " "}),
        ("username", {"username": "x" * 61}),
        ("name", {"name": "长" * 61}),
        ("kind", {"kind": "robot"}),
        ("password", {"password": "short"}),
        ("password", {"password": "wang1234"}),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(field: str, wrong: dict[str, str]) -> None:
    fields: dict[str, Any] = {"username": "wang1234", "name": "王五", "kind": "staff"}
    with pytest.raises(Invalid) as refusal:
        create_account(**{**fields, **wrong})
    assert list(refusal.value.fields) == [field]
    assert not Account.objects.exists()


def test_an_administrator_sets_a_new_password_for_who_lost_theirs() -> None:
    account = create_account(
        username="wang", name="王五", kind="staff", password="长而好记的一句口令"
    )
    set_password(account, actor=_administrator(), password="另外的一句长长的口令", on=TODAY)
    assert authenticate(username="wang", password="长而好记的一句口令") is None
    assert authenticate(username="wang", password="另外的一句长长的口令") == account
    with pytest.raises(Invalid) as refusal:
        set_password(account, actor=SYSTEM, password="12345678", on=TODAY)
    assert list(refusal.value.fields) == ["password"]


def test_an_outsider_sets_no_password_and_a_system_has_none() -> None:
    with pytest.raises(Forbidden):
        set_password(make_account(), actor=clerk(), password="另外的一句长长的口令", on=TODAY)
    with pytest.raises(Invalid):
        set_password(
            make_account(kind="partner"), actor=SYSTEM, password="另外的一句长长的口令", on=TODAY
        )


def test_nobody_opens_what_stands_above_them() -> None:
    """USER-07: else a county's administrator could sign in as the city's."""
    city = make_account_with_post("system-admin", make_organisation("bureau", PINGDINGSHAN))
    centre = make_organisation("12345", PINGDINGSHAN)
    partner = make_account_with_post("partner-system", centre, kind="partner")
    county = _administrator(BAOFENG)
    with pytest.raises(Forbidden):
        set_password(city, actor=county, password="另外的一句长长的口令", on=TODAY)
    with pytest.raises(Forbidden):
        reopen_account(city, actor=county, on=TODAY)
    with pytest.raises(Forbidden):
        issue_api_key(actor=county, account=partner, name="推送", now=NOW)
    assert not ApiKey.objects.exists()


def test_a_closed_account_is_closed_to_everything() -> None:
    account = create_account(
        username="wang", name="王五", kind="staff", password="长而好记的一句口令"
    )
    close_account(account, actor=_administrator(), on=TODAY)
    assert authenticate(username="wang", password="长而好记的一句口令") is None


def test_only_administrators_close_accounts_and_open_them_again() -> None:
    account = make_account()
    with pytest.raises(Forbidden):
        close_account(account, actor=clerk(), on=TODAY)
    close_account(account, actor=_administrator(), on=TODAY)
    with pytest.raises(Forbidden):
        reopen_account(account, actor=clerk(), on=TODAY)
    reopen_account(account, actor=_administrator(), on=TODAY)
    assert Account.objects.get(pk=account.pk).is_active


# --- posts --------------------------------------------------------------------------------------


def test_an_administrator_gives_posts_in_the_own_region() -> None:
    """USER-07: the scope of administrators follows the hierarchy."""
    actor, account = _security(), make_account()
    post = hold_post(
        actor=actor,
        account=account,
        role="aid-clerk",
        organisation=make_organisation("legal-aid-agency", BAOFENG),
        starts=TODAY,
    )
    assert (post.region, post.given_by_id) == (BAOFENG, actor.account_id)
    assert actor_for(account, "counter", TODAY).may("intake")


@pytest.mark.parametrize("actor_of", [lambda: _security(LUSHAN), clerk])
def test_an_outsider_gives_no_posts(actor_of: Any) -> None:
    office = make_organisation("legal-aid-agency", BAOFENG)
    with pytest.raises(Forbidden):
        hold_post(
            actor=actor_of(),
            account=make_account(),
            role="aid-clerk",
            organisation=office,
            starts=TODAY,
        )
    assert not Post.objects.filter(organisation=office).exists()


def test_a_county_s_administrator_cannot_give_a_post_for_the_city() -> None:
    with pytest.raises(Forbidden):
        hold_post(
            actor=_security(BAOFENG),
            account=make_account(),
            role="auditor",
            organisation=make_organisation("bureau", BAOFENG),
            starts=TODAY,
            region=PINGDINGSHAN,
        )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("region", {"region": "650000000000"}), ("ends", {"ends": BEFORE})],
)
def test_a_post_nowhere_or_never_is_refused_at_its_field(field: str, wrong: dict[str, Any]) -> None:
    office, account = make_organisation("centre", BAOFENG), make_account()
    with pytest.raises(Invalid) as refusal:
        hold_post(
            actor=SYSTEM,
            account=account,
            role="officer",
            organisation=office,
            starts=TODAY,
            **wrong,
        )
    assert list(refusal.value.fields) == [field]
    assert not Post.objects.exists()


def test_a_post_may_be_for_the_whole_country() -> None:
    """USER-07: the ministry stands above the provinces."""
    post = hold_post(
        actor=SYSTEM,
        account=make_account(),
        role="system-admin",
        organisation=make_organisation("ministry", PINGDINGSHAN),
        starts=TODAY,
        region=NATION,
    )
    assert actor_for(post.account, "desk", TODAY).may_in("administer", BAOFENG)


@pytest.mark.parametrize("role", ["aid-clerk", "grand-vizier"])
def test_a_role_is_held_where_it_belongs(role: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hold_post(
            actor=SYSTEM,
            account=make_account(),
            role=role,
            organisation=make_organisation("law-firm", BAOFENG),
            starts=TODAY,
        )
    assert list(refusal.value.fields) == ["role"]


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("association", "bar-association"),  # USER-09
        ("evaluator", "evaluator"),  # USER-10
        ("auditor", "audit-office"),  # USER-11
        ("officer", "civil-affairs"),  # USER-08, USER-14
    ],
)
def test_bodies_outside_justice_get_posts_of_their_own(role: str, kind: str) -> None:
    organisation = make_organisation(kind, PINGDINGSHAN)
    account = make_account()
    hold_post(actor=SYSTEM, account=account, role=role, organisation=organisation, starts=TODAY)
    (post,) = actor_for(account, "desk", TODAY).posts
    assert (post.role, post.organisation_id) == (role, organisation.pk)


def test_the_same_post_is_held_once_at_a_time() -> None:
    account, office = make_account(), make_organisation("centre", BAOFENG)
    post: dict[str, Any] = {
        "actor": SYSTEM,
        "account": account,
        "role": "window-clerk",
        "organisation": office,
    }
    first = hold_post(**post, starts=BEFORE)
    with pytest.raises(Conflict):
        hold_post(**post, starts=TODAY)
    end_post(first, actor=SYSTEM, on=TODAY)
    assert hold_post(**post, starts=TODAY).pk != first.pk


def test_a_post_that_ends_today_gives_no_rights_today_and_is_kept() -> None:
    account = make_account_with_post()
    post, actor = account.posts.get(), _security()
    end_post(post, actor=actor, on=TODAY)
    assert (post.ends, post.ended_by_id) == (TODAY, actor.account_id)
    assert actor_for(account, "counter", TODAY).posts == ()
    assert list(account.posts.all()) == [post]


def test_ending_a_post_again_does_not_move_its_end() -> None:
    post = make_account_with_post(ends=BEFORE).posts.get()
    end_post(post, actor=SYSTEM, on=TODAY)
    assert (post.ends, post.ended_by) == (BEFORE, None)


def test_a_post_not_yet_begun_ends_on_its_first_day() -> None:
    later = TODAY + timedelta(days=30)
    post = make_account_with_post(starts=later).posts.get()
    end_post(post, actor=SYSTEM, on=TODAY)
    assert post.ends == later


def test_an_outsider_ends_no_post() -> None:
    post = make_account_with_post().posts.get()
    for actor in (_security(LUSHAN), clerk()):
        with pytest.raises(Forbidden):
            end_post(post, actor=actor, on=TODAY)


# --- keys ---------------------------------------------------------------------------------------


def _key(**fields: Any) -> tuple[ApiKey, str]:
    account = make_account_with_post("partner-system", name="12345 系统", kind="partner")
    return issue_api_key(actor=_security(), account=account, name="工单推送", now=NOW, **fields)


def test_a_key_opens_its_account_in_one_query(django_assert_num_queries: Any) -> None:
    record, key = _key()
    with django_assert_num_queries(1):
        found = authenticate_api_key(key, PARTNERS, now=NOW)
    assert found == actor_for(record.account, PARTNERS, NOW.astimezone(ZONE).date())


def test_how_a_key_begins_is_no_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(["-9pXc3k1A", "9pXc3k1A-"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda length: next(made))
    assert _key()[1] == "9pXc3k1A-"


def test_the_key_itself_is_not_stored() -> None:
    record, key = _key()
    stored = " ".join(
        str(value) for value in ApiKey.objects.filter(pk=record.pk).values()[0].values()
    )
    assert key not in stored
    assert key.startswith(record.prefix)


def test_a_wrong_revoked_or_expired_key_opens_nothing() -> None:
    record, key = _key(expires=NOW + timedelta(days=1))
    assert authenticate_api_key(key, PARTNERS, now=NOW) is not None
    assert authenticate_api_key(key + "x", PARTNERS, now=NOW) is None
    assert authenticate_api_key("", PARTNERS, now=NOW) is None
    assert authenticate_api_key(key, PARTNERS, now=NOW + timedelta(days=1)) is None
    revoke_api_key(record, actor=SYSTEM)
    assert authenticate_api_key(key, PARTNERS, now=NOW) is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("expires", {"expires": NOW}), ("name", {"name": ""}), ("name", {"name": "长" * 61})],
)
def test_a_key_that_cannot_be_used_is_not_issued(field: str, wrong: dict[str, Any]) -> None:
    partner = make_account("12345 系统", "partner")
    with pytest.raises(Invalid) as refusal:
        issue_api_key(**{"actor": SYSTEM, "account": partner, "name": "推送", "now": NOW, **wrong})
    assert list(refusal.value.fields) == [field]
    assert not ApiKey.objects.exists()


def test_a_key_of_a_closed_account_opens_nothing() -> None:
    record, key = _key()
    close_account(record.account, actor=SYSTEM, on=TODAY)
    assert authenticate_api_key(key, PARTNERS, now=NOW) is None


def test_keys_go_to_partner_systems_only_and_from_administrators_only() -> None:
    staff = make_account_with_post()
    with pytest.raises(Invalid):
        issue_api_key(actor=SYSTEM, account=staff, name="x", now=NOW)
    partner = make_account("12345 系统", "partner")
    with pytest.raises(Forbidden):
        issue_api_key(actor=clerk(), account=partner, name="x", now=NOW)
    record, _ = _key()
    with pytest.raises(Forbidden):
        revoke_api_key(record, actor=clerk())
