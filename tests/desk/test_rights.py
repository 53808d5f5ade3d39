"""The permission table as a page: for those who answer for rights, and what an account may do (A7)."""

from __future__ import annotations

import pytest

from santai.capabilities.people.models import Post
from santai.catalogue.current import catalogue
from tests.factories.pages import signed_in
from tests.world import CITY, ELSEWHERE, LUSHAN, PROVINCE, TODAY, YE, World

RIGHTS = "/desk/rights/"
READERS = [("security-admin", CITY), ("audit-admin", CITY), ("auditor", PROVINCE)]


@pytest.mark.parametrize(("role", "region"), READERS)
def test_who_answers_for_rights_reads_the_whole_table(world: World, role: str, region: str) -> None:
    page = signed_in(world.accounts[(role, region)]).read(RIGHTS)
    for grant in catalogue().permissions.grants:
        assert grant.source in page.text
    for title in catalogue().permissions.objects.values():
        assert title.zh in page.text


@pytest.mark.parametrize(
    ("role", "region"), [("window-clerk", YE), ("system-admin", CITY), ("bureau-chief", YE)]
)
def test_and_the_outsider_does_not(world: World, role: str, region: str) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    assert outsider.get(RIGHTS).status_code == 403
    assert RIGHTS not in outsider.page.links


def test_an_account_is_shown_with_what_its_post_opens(world: World) -> None:
    reader = signed_in(world.accounts[("security-admin", CITY)])
    clerk = world.accounts[("window-clerk", YE)]
    page = reader.read(RIGHTS, account=clerk.username)
    assert "窗口受理人员" in page.text
    assert "在岗位管辖区划内" in page.text
    assert "审计管理员" not in page.text.partition("<main")[2]
    Post.objects.filter(account=clerk).update(ends=TODAY)
    assert "没有这个账号" in reader.read(RIGHTS, account=clerk.username).text


@pytest.mark.parametrize("name", ["nobody", "\0", "x" * 300])
def test_an_account_of_elsewhere_is_as_missing_as_none(world: World, name: str) -> None:
    reader = signed_in(world.accounts[("audit-admin", CITY)])
    elsewhere = world.accounts[("bureau-chief", ELSEWHERE)].username
    for asked in (elsewhere, name):
        assert "没有这个账号，或者不在您的管辖范围" in reader.read(RIGHTS, account=asked).text


def test_an_administrator_is_shown_what_is_never_theirs(world: World) -> None:
    reader = signed_in(world.accounts[("security-admin", CITY)])
    own = world.accounts[("system-admin", CITY)]
    assert "一律不可以" in reader.read(RIGHTS, account=own.username).text
    assert LUSHAN not in reader.page.text
