"""The trail (等保 8.1.4.3, 16.3.2): every sign-in and every change of rights, and nobody takes a line out."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from santai.capabilities.people import actions
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.models import Account, Post
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import GROUPS, Kind
from santai.capabilities.trail.models import Entry
from santai.capabilities.trail.queries import entries
from tests import world as w


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def test_every_kind_is_in_one_group() -> None:
    grouped = [kind for _title, some in GROUPS.values() for kind in some]
    assert sorted(grouped) == sorted(Kind)


def test_signing_in_and_out_is_written_down(world: w.World) -> None:
    account = world.accounts[("window-clerk", w.YE)]
    account.set_password("long enough to try")
    account.save()
    browser = Client()
    form = {"username": account.username, "password": "wrong"}
    browser.post("/login/", form)
    browser.post("/login/", {**form, "password": "long enough to try"})
    browser.post("/logout/")
    assert kinds() == ["refused", "signed-in", "signed-out"]
    assert set(Entry.objects.values_list("region", flat=True)) == {w.YE}


def test_of_a_name_nobody_has_nothing_is_kept(world: w.World) -> None:
    """It may be somebody's password, typed into the wrong field."""
    Client().post("/login/", {"username": "my secret password", "password": "x"})
    assert kinds() == []


def test_nor_is_a_citizen_at_the_door_of_staff(world: w.World) -> None:
    Account.objects.create(username="c", name="居民", kind="citizen", phone="13800000002")
    Client().post("/login/", {"username": "c", "password": "x"})
    assert kinds() == []


def test_every_change_of_rights_is_written_down(world: w.World) -> None:
    safe, keeper = world.staff("security-admin", w.CITY), world.staff("system-admin", w.CITY)
    account = Account.objects.create(username="new", name="新来的", kind="staff", password="!")
    post = actions.hold_post(
        actor=safe,
        account=account,
        role="window-clerk",
        organisation=world.office("centre"),
        starts=w.TODAY,
    )
    actions.close_account(account, actor=keeper, on=w.TODAY)
    actions.reopen_account(account, actor=keeper, on=w.TODAY)
    actions.set_password(account, actor=keeper, password="another long one", on=w.TODAY)
    actions.end_post(post, actor=safe, on=w.TODAY)
    actions.end_post(post, actor=safe, on=w.TODAY)  # ended already: nothing happened
    actions.link_account(world.lawyers[0].pk, actor=safe, account=None, on=w.TODAY)
    assert kinds() == ["post-given", "closed", "reopened", "password", "post-ended", "linked"]
    given = Entry.objects.filter(kind="post-given").get()
    assert (given.actor, given.about, given.region) == (safe.account_id, "新来的（new）", w.YE)


def test_what_was_refused_leaves_no_line(world: w.World) -> None:
    post = Post.objects.filter(role="window-clerk").first()
    assert post is not None
    with pytest.raises(Exception, match="权限"):
        actions.end_post(post, actor=world.staff("system-admin", w.CITY), on=w.TODAY)
    assert kinds() == []


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_the_database_lets_no_line_be_changed_or_taken_out(db: None, statement: str) -> None:
    note(Kind.LINKED, actor=SYSTEM, about="某人")
    rows = Entry.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(about="别人") if statement == "update" else rows.delete()
    assert Entry.objects.get().about == "某人"


def test_lines_are_read_by_region_word_and_day(db: None) -> None:
    for region, about in ((w.YE, "叶县的"), (w.LUSHAN, "鲁山的"), (w.ELSEWHERE, "外省的")):
        note(Kind.LINKED, actor=SYSTEM, about=about, region=region, at=w.NOW)
    assert [one.about for one in entries(["4104"])] == ["鲁山的", "叶县的"]
    assert [one.about for one in entries([""], text="外省")] == ["外省的"]
    assert list(entries([])) == list(entries([""], group="sign-ins")) == []
    assert entries([""], since=w.TODAY, until=w.TODAY).count() == 3
