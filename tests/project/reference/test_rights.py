"""Whoever keeps the reference data gives rights to others, and gets none by it (USER-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.pages import languages
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, LUSHAN, TODAY, YE, World

HERE = "/desk/reference/"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def keeper(world: World) -> Visitor:
    """The administrator of the city."""
    return signed_in(world.accounts[("system-admin", CITY)])


@pytest.fixture
def granter(world: World) -> Visitor:
    """The administrator of security of the city."""
    return signed_in(world.accounts[("security-admin", CITY)])


def sent(visitor: Visitor, path: str, **data: Any) -> Any:
    return visitor.post(f"{HERE}{path}", data)


def post_for(account: Account, role: str, world: World) -> dict[str, str]:
    office = world.office("centre").code
    starts = TODAY.isoformat()
    return {"account": account.username, "role": role, "organisation": office, "starts": starts}


def test_nobody_gives_themselves_a_post(granter: Visitor, world: World) -> None:
    """Administrators see no order; with a post of a clerk they would read every one."""
    own = world.accounts[("security-admin", CITY)]
    form = post_for(own, "window-clerk", world)
    assert sent(granter, "people/post/add/", **form).status_code == 200
    assert "不能给自己办" in granter.page.text
    assert Post.objects.filter(account=own).count() == 1


def entry_of(practitioner: Practitioner, **more: str) -> dict[str, str]:
    return {
        "name": practitioner.name,
        "licence": practitioner.licence,
        "organisation": practitioner.organisation.code,
        "languages": "、".join(practitioner.languages),
        "skills": "、".join(practitioner.skills),
        "capacity": str(practitioner.capacity),
        "is_active": "on",
        **more,
    }


def change_of(practitioner: Practitioner) -> str:
    return f"people/practitioner/{practitioner.pk}/change/"


def test_nobody_becomes_a_lawyer_by_the_directory(keeper: Visitor, world: World) -> None:
    """Whose account stands there opens all the cases of that lawyer (A7): who keeps the directory opens none."""
    lawyer, before = world.lawyers[0], world.lawyers[0].account
    for account in (world.accounts[("system-admin", CITY)], world.accounts[("aid-clerk", YE)]):
        sent(keeper, change_of(lawyer), **entry_of(lawyer, account=account.username))
        lawyer.refresh_from_db()
        assert lawyer.account == before
    page = keeper.read(f"{HERE}{change_of(lawyer)}")
    assert "account" not in page.fields
    assert before is not None
    assert before.name in page.text


def test_the_administrator_of_security_says_whose_account_it_is(
    granter: Visitor, world: World
) -> None:
    lawyer = world.lawyers[0]
    account = Account.objects.create(username="ls-new", name="新账号", kind="staff", password="!")
    granter.send(f"{HERE}{change_of(lawyer)}", {"account": account.username, "name": "改了名"})
    lawyer.refresh_from_db()
    assert (lawyer.account, lawyer.name) == (account, "律师甲")


def test_and_neither_for_themselves_nor_for_somebody_elsewhere(
    granter: Visitor, world: World
) -> None:
    lawyer, before = world.lawyers[0], world.lawyers[0].account
    for theirs in (("security-admin", CITY), ("bureau-chief", ELSEWHERE), ("system-admin", CITY)):
        form = {"account": world.accounts[theirs].username}
        assert sent(granter, change_of(lawyer), **form).status_code == 200
        lawyer.refresh_from_db()
        assert lawyer.account == before


def test_nobody_closes_themselves_nor_ends_the_post_that_keeps_the_data(
    keeper: Visitor, granter: Visitor, world: World
) -> None:
    """Else the last administrator could lock everybody out by a slip."""
    own = world.accounts[("system-admin", CITY)]
    assert sent(keeper, f"people/account/{own.pk}/close/").status_code == 403
    post = world.accounts[("security-admin", CITY)].posts.get()
    form = {"starts": post.starts.isoformat(), "ends": TODAY.isoformat()}
    assert sent(granter, f"people/post/{post.pk}/change/", **form).status_code == 200
    own.refresh_from_db()
    post.refresh_from_db()
    assert (own.is_active, post.ends) == (True, None)


@pytest.mark.parametrize("verb", ["password", "close"])
def test_who_is_to_stand_elsewhere_tomorrow_is_out_of_reach_today(
    keeper: Visitor, world: World, verb: str
) -> None:
    """The password known today would open everything tomorrow."""
    clerk = world.accounts[("aid-clerk", YE)]
    office = world.office("bureau", ELSEWHERE)
    Post.objects.create(
        account=clerk, role="bureau-chief", organisation=office, region=ELSEWHERE, starts=TOMORROW
    )
    assert sent(keeper, f"people/account/{clerk.pk}/{verb}/").status_code == 403


def test_a_lawyer_of_elsewhere_without_a_post_is_out_of_reach(
    keeper: Visitor, world: World
) -> None:
    account = Account.objects.create(username="l-x", name="外地律师", kind="staff", password="!")
    lawyer = world.lawyers[0]
    Practitioner.objects.create(
        name="外地律师",
        kind="lawyer",
        licence="X1",
        organisation=lawyer.organisation,
        region=ELSEWHERE,
        account=account,
        languages=lawyer.languages,
    )
    assert sent(keeper, f"people/account/{account.pk}/password/").status_code == 403


def test_no_citizen_is_found_by_a_user_name(granter: Visitor, world: World) -> None:
    """The list of posts would show whose it is."""
    party = Party.objects.create(name="某人")
    citizen = Account.objects.create(username="c-1", name="某人", kind="citizen", party=party)
    sent(granter, "people/post/add/", **post_for(citizen, "window-clerk", world))
    assert "没有工作人员用“c-1”" in granter.page.text
    assert not citizen.posts.exists()


@pytest.mark.parametrize(
    ("path", "guess"),
    [
        ("people/account/", "password__startswith"),
        ("people/account/", "phone__startswith"),
        ("people/practitioner/", "account__password__startswith"),
        ("notices/subscription/", "salt__startswith"),
        ("notices/subscription/", "url__startswith"),
    ],
)
def test_what_is_not_shown_is_not_guessed_by_an_address(
    keeper: Visitor, path: str, guess: str
) -> None:
    """A list that is empty for a wrong beginning and full for the right one tells a hash letter by letter."""
    assert keeper.get(f"{HERE}{path}", {guess: "p"}).status_code == 404


@pytest.mark.parametrize("path", ["people/post/", "people/practitioner/", "places/organisation/"])
@pytest.mark.parametrize("name", ["role", "kind", "q", "held", "p", "o", "region", "is_active"])
@pytest.mark.parametrize("value", ["\0", "x", "-1", "9" * 30])
def test_odd_addresses_break_no_list(keeper: Visitor, path: str, name: str, value: str) -> None:
    assert keeper.get(f"{HERE}{path}", {name: value}).status_code in (200, 302, 404)


def test_what_was_done_is_kept_in_chinese_whoever_did_it(keeper: Visitor, world: World) -> None:
    keeper.cookies[languages.COOKIE] = "en"
    clerk = world.accounts[("aid-clerk", YE)]
    for verb in ("close", "reopen", "password"):
        sent(keeper, f"people/account/{clerk.pk}/{verb}/")
    said = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(said) == ["停用", "恢复", "换了密码"]


def test_a_county_is_not_kept_by_its_neighbour(world: World) -> None:
    """Editing, moving there and drawing in all ask for the region."""
    own = Account.objects.create(username="ls-admin", name="鲁山管理员", kind="staff", password="!")
    office = world.office("bureau", LUSHAN)
    Post.objects.create(
        account=own, role="system-admin", organisation=office, region=LUSHAN, starts=TODAY
    )
    neighbour = signed_in(own)
    there = world.office("centre", YE)
    form = {"code": there.code, "name": "改了", "kind": "centre", "region": YE}
    assert sent(neighbour, f"places/organisation/{there.pk}/change/", **form).status_code == 302
    form |= {"code": office.code, "kind": "bureau", "name": "改了"}
    assert sent(neighbour, f"places/organisation/{office.pk}/change/", **form).status_code == 200
    assert {there.name, office.name} == {"叶县centre", "鲁山县bureau"}
    there.refresh_from_db()
    office.refresh_from_db()
    assert {there.name, office.name} == {"叶县centre", "鲁山县bureau"}
    clerk = world.accounts[("aid-clerk", YE)]
    for verb in ("close", "reopen", "password"):
        assert sent(neighbour, f"people/account/{clerk.pk}/{verb}/").status_code == 404


def test_a_right_that_ended_opens_nothing(world: World) -> None:
    own = world.accounts[("system-admin", CITY)]
    Post.objects.filter(account=own).update(ends=TODAY)
    assert signed_in(own).get(HERE).status_code == 404
