"""Who is acting, and which parties they see: one rule for lists and single objects (USER-07)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from santai.capabilities.people.access import (
    SYSTEM,
    Actor,
    actor_for,
    code_holder,
    find_parties,
    guest,
    party_for,
    require,
)
from santai.capabilities.people.models import Account, Party, Post
from santai.kernel.errors import Forbidden, Missing
from tests.factories.people import (
    BEFORE,
    TODAY,
    citizen,
    clerk,
    identity_number,
    make_account,
    make_account_with_post,
    make_party,
    make_practitioner,
    outsider,
)
from tests.factories.places import BAOFENG, LUSHAN, PINGDINGSHAN, VILLAGE, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    """申请人, in a village of 宝丰县."""
    return make_party(
        "张小三",
        id_type="resident",
        id_number=identity_number(),
        phone="13800000001",
        region=VILLAGE,
    )


def _sees(actor: Actor, party: Party, text: str) -> bool:
    """Asks the list and the single object, which must agree."""
    listed = party.pk in [summary.id for summary in find_parties(actor, text)]
    try:
        opened = party_for(actor, party.pk, knowing=text) == party
    except Missing:
        opened = False
    assert listed == opened
    return listed


# --- the actor ----------------------------------------------------------------------------------


def test_a_lawyer_handles_cases_while_a_post_for_it_lasts() -> None:
    """A6: with the post goes the sight of what was assigned before."""
    account = make_account_with_post("lawyer", make_organisation("law-firm", BAOFENG))
    lawyer = make_practitioner(account=account)
    assert actor_for(account, "portal", TODAY).practitioner_id == lawyer.pk
    account.posts.update(ends=TODAY)
    assert actor_for(account, "portal", TODAY).practitioner_id is None


def test_an_actor_has_the_rights_of_the_posts_in_force(django_assert_num_queries: Any) -> None:
    office = make_organisation("legal-aid-agency", BAOFENG)
    account = make_account_with_post("aid-clerk", office)
    with django_assert_num_queries(1):
        actor = actor_for(account, "counter", TODAY)
    (post,) = actor.posts
    assert (actor.kind, actor.channel, actor.practitioner_id) == ("staff", "counter", None)
    assert (post.role, post.organisation_id, post.organisation_kind, post.region, post.sees) == (
        "aid-clerk",
        office.pk,
        "legal-aid-agency",
        "410421",
        "organisation",
    )
    assert post.permissions == {"intake", "find_person", "handle", "reveal"}
    assert actor.may("intake")
    assert not actor.may("dispatch")


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (BEFORE, TODAY + timedelta(days=1), True),
        (BEFORE, TODAY, False),  # ended today means ended at once
    ],
)
def test_a_post_counts_from_its_first_day_until_the_day_before_its_end(
    starts: date, ends: date | None, holds: bool
) -> None:
    account = make_account_with_post(starts=starts, ends=ends)
    assert bool(actor_for(account, "counter", TODAY).posts) is holds


def test_several_posts_add_up_and_keep_their_own_scope() -> None:
    bureau = make_organisation("bureau", PINGDINGSHAN)
    account = make_account_with_post("bureau-officer", bureau)
    centre = make_organisation("centre", LUSHAN)
    Post.objects.create(
        account=account, role="dispatcher", organisation=centre, region=LUSHAN, starts=BEFORE
    )
    actor = actor_for(account, "counter", TODAY)
    assert [post.region for post in actor.posts_with("dispatch")] == ["410423"]
    assert (actor.may_in("dispatch", LUSHAN), actor.may_in("dispatch", BAOFENG)) == (True, False)
    assert actor.organisation_for("bureau-officer") == bureau.pk
    assert actor.organisation_for("dispatcher") == centre.pk
    assert actor.organisation_for("intake") == bureau.pk
    assert actor.organisation_for("applicant") is None


def test_a_role_that_left_the_catalogue_gives_no_rights() -> None:
    assert actor_for(make_account_with_post("grand-vizier"), "counter", TODAY).posts == ()


def test_a_closed_account_acts_no_more() -> None:
    account = make_account_with_post()
    account.is_active = False
    with pytest.raises(Missing):
        actor_for(account, "counter", TODAY)


def test_a_post_for_the_whole_country_covers_every_region() -> None:
    ministry = make_organisation("ministry", "110000000000")
    account = make_account_with_post("auditor", ministry, region="000000000000")
    (post,) = actor_for(account, "desk", TODAY).posts
    assert (post.region, post.covers(BAOFENG), post.reads_only) == ("", True, True)


def test_a_citizen_acts_for_themselves(party: Party, django_assert_num_queries: Any) -> None:
    account = make_account("张小三", "citizen", party=party)
    with django_assert_num_queries(0):
        actor = actor_for(account, "portal", TODAY)
    assert (actor.party_ids, actor.posts) == ((party.pk,), ())


def test_staff_who_are_a_party_too_are_both(party: Party, django_assert_num_queries: Any) -> None:
    account = make_account_with_post()
    Account.objects.filter(pk=account.pk).update(party=party)
    account.refresh_from_db()
    with django_assert_num_queries(1):
        actor = actor_for(account, "counter", TODAY)
    assert (len(actor.posts), actor.party_ids) == (1, (party.pk,))


def test_require_names_the_permission_and_minds_the_region() -> None:
    actor = clerk()
    require(actor, "intake")
    require(actor, "intake", VILLAGE)
    require(SYSTEM, "administer", LUSHAN)
    with pytest.raises(Forbidden, match="administer"):
        require(actor, "administer")
    with pytest.raises(Forbidden, match="管辖范围"):
        require(actor, "intake", LUSHAN)


# --- parties ------------------------------------------------------------------------------------


def test_a_clerk_finds_people_of_the_own_region_by_the_beginning_of_the_name(
    party: Party,
) -> None:
    assert _sees(clerk(), party, "张小")
    assert _sees(clerk(region=PINGDINGSHAN), party, "张小")
    assert find_parties(clerk(), "小三") == []


def test_an_outsider_finds_nobody_by_name(party: Party) -> None:
    assert not _sees(outsider(), party, "张小")
    assert find_parties(outsider(), "张小") == []


@pytest.mark.parametrize("text", ["138 0000 0001", "１３８０００００００１", "138-0000-0001"])
def test_whoever_was_told_the_whole_number_finds_the_person_everywhere(
    party: Party, text: str
) -> None:
    assert _sees(clerk(), party, text)
    assert _sees(outsider(), party, text)
    assert _sees(outsider(), party, identity_number().lower())


@pytest.mark.parametrize("text", ["1380000000", "41042119900307", "13800000002"])
def test_part_of_a_number_finds_nobody(party: Party, text: str) -> None:
    assert find_parties(clerk(), text) == []
    assert not _sees(outsider(), party, text)


@pytest.mark.parametrize("text", ["", " ", "张"])
def test_staff_must_say_whom_they_look_for(party: Party, text: str) -> None:
    assert find_parties(clerk(), text) == []


@pytest.mark.parametrize("role", ["auditor", "system-admin", "evaluator", "visitor", "lawyer"])
def test_roles_that_do_not_look_for_people_find_nobody(party: Party, role: str) -> None:
    actor = clerk(role)
    assert not _sees(actor, party, "张小")
    assert not _sees(actor, party, party.phone)


def test_a_list_shows_masked_people_and_whole_organisations(party: Party) -> None:
    firm = make_party("张小建筑公司", kind="enterprise")
    found = find_parties(clerk(), "张小")
    assert [(summary.name, summary.id) for summary in found] == [
        ("张*三", party.pk),
        ("张小建筑公司", firm.pk),
    ]
    assert (found[0].id_number, found[0].phone) == (
        "4104**********0007"[:14] + party.id_number[-4:],
        "138****0001",
    )


def test_a_list_stops_at_its_limit_in_one_query(django_assert_num_queries: Any) -> None:
    actor = clerk()
    for number in range(3):
        make_party("张小三", phone=f"1380000001{number}")
    for limit in (1, 3):
        with django_assert_num_queries(1):
            assert len(find_parties(actor, "张小三", limit)) == limit


def test_a_citizen_sees_themselves(party: Party) -> None:
    make_party("张宝", phone="13800000001")
    actor = citizen(party)
    assert {summary.id for summary in find_parties(actor)} == {party.pk}
    assert _sees(actor, party, party.name)


def test_another_citizen_sees_nothing_even_with_the_number(party: Party) -> None:
    stranger = citizen(make_party("外人"))
    assert not _sees(stranger, party, party.id_number)
    assert not _sees(stranger, party, party.phone)


@pytest.mark.parametrize("actor", [guest("portal"), code_holder(1, "portal")])
def test_who_is_not_signed_in_sees_no_party(party: Party, actor: Actor) -> None:
    assert not _sees(actor, party, party.phone)


def test_denied_equals_missing(party: Party) -> None:
    with pytest.raises(Missing) as denied:
        party_for(outsider(), party.pk)
    with pytest.raises(Missing) as missing:
        party_for(outsider(), party.pk + 1000)
    assert str(denied.value) == str(missing.value)


def test_somebody_of_unknown_region_is_found_by_number_only(party: Party) -> None:
    Party.objects.filter(pk=party.pk).update(region=None)
    party.refresh_from_db()
    assert not _sees(clerk(), party, "张小")
    assert _sees(clerk(), party, party.phone)


def test_the_system_sees_everybody(party: Party) -> None:
    assert party_for(SYSTEM, party.pk) == party
