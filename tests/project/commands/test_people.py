"""`santai people` brings an empty installation to a bureau at work (USER-07, USER-08, USER-14)."""

from __future__ import annotations

import argparse
import getpass
import re
import shlex
import sys
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from santai.capabilities.people.access import actor_for
from santai.capabilities.people.actions import authenticate_api_key
from santai.capabilities.people.models import Account, ApiKey, Post, Practitioner
from santai.capabilities.places.models import Organisation, Venue
from santai.project.commands import people
from santai.project.environment import CHECKOUT
from tests.factories.places import BAOFENG, LUSHAN, make_region

pytestmark = pytest.mark.django_db
BUREAU = ("--name", "宝丰县司法局", "--kind", "bureau", "--region", "410421")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    people.add_arguments(parser)
    return people.run(parser.parse_args(list(arguments)))


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions are imported, and nothing else is there."""
    monkeypatch.delenv("SANTAI_OPERATOR", raising=False)
    make_region(BAOFENG)
    make_region(LUSHAN)


@pytest.fixture
def office(capsys: pytest.CaptureFixture[str]) -> None:
    """The bureau and its administrator, made by nobody."""
    assert run("organisation", "BF-SFJ", *BUREAU) == 0
    assert run("account", "admin", "管理员") == 0
    assert run("post", "admin", "system-admin", "BF-SFJ") == 0
    assert run("account", "safe", "安全员", "--by", "admin") == 0
    assert run("post", "safe", "security-admin", "BF-SFJ") == 0
    capsys.readouterr()


GRANTING = {"post", "end-post", "link", "key", "revoke"}


def who(verb: str) -> str:
    """Rights are given by the administrator of security, everything else is kept by that of the system."""
    return "safe" if verb in GRANTING else "admin"


def by(*arguments: str) -> int:
    return run(*arguments, "--by", who(arguments[0]))


def make_clerk(username: str = "ck") -> None:
    assert (
        by("organisation", "BF-ZX", "--name", "中心", "--kind", "centre", "--region", "410421") == 0
    )
    assert by("account", username, "王五") == 0
    assert by("post", username, "window-clerk", "BF-ZX") == 0


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said when nothing is done."""
    before = [
        model.objects.count() for model in (Organisation, Account, Post, Practitioner, ApiKey)
    ]
    capsys.readouterr()
    assert run(*arguments) == 2
    after = [model.objects.count() for model in (Organisation, Account, Post, Practitioner, ApiKey)]
    shown = capsys.readouterr()
    assert (shown.out, before) == ("", after)
    return shown.err.strip()


def test_from_nothing_to_a_bureau_at_work(capsys: pytest.CaptureFixture[str]) -> None:
    today = timezone.localdate()
    assert run("organisation", "BF-SFJ", *BUREAU, "--short", "宝司") == 0
    assert run("account", "admin", "管理员") == 0
    assert run("post", "admin", "system-admin", "BF-SFJ") == 0
    assert by("account", "safe", "安全员") == 0
    assert run("post", "safe", "security-admin", "BF-SFJ") == 0
    for code, name, kind in (
        ("BF-ZX", "宝丰县公共法律服务中心", "centre"),
        ("BF-FY", "宝丰县法律援助中心", "legal-aid-agency"),
        ("BF-LS", "宝丰律师事务所", "law-firm"),
        ("BF-12345", "宝丰县 12345", "12345"),
    ):
        given = ("--name", name, "--kind", kind, "--region", "410421", "--parent", "BF-SFJ")
        assert by("organisation", code, *given) == 0
    assert (
        by("venue", "BF-ZX", "大厅", "--kind-name", "公共法律服务大厅", "--address", "某路 1 号")
        == 0
    )
    for username, role, where in (
        ("ck", "window-clerk", "BF-ZX"),
        ("sl", "aid-clerk", "BF-FY"),
        ("sp", "aid-approver", "BF-FY"),
        ("zp", "aid-dispatcher", "宝丰县法律援助中心"),
        ("ls", "lawyer", "BF-LS"),
    ):
        assert by("account", username, f"某{username}") == 0
        assert by("post", username, role, where) == 0
    lawyer = (
        "--name",
        "某ls",
        "--organisation",
        "BF-LS",
        "--skills",
        "劳动争议",
    )
    assert by("practitioner", "lawyer", "14104001", *lawyer) == 0
    assert by("link", "lawyer", "14104001", "ls") == 0
    assert by("account", "p-12345", "12345 平台", "--kind", "partner") == 0
    assert by("post", "p-12345", "partner-system", "BF-12345") == 0
    capsys.readouterr()
    assert by("key", "p-12345", "工单推送") == 0

    key = said(capsys).splitlines()[-1]
    partner = authenticate_api_key(key, "partners", now=timezone.now())
    assert partner is not None
    assert partner.may("integrate")
    accounts = {account.username: account for account in Account.objects.all()}
    assert actor_for(accounts["ck"], "counter", today).may_in("intake", BAOFENG)
    assert actor_for(accounts["sp"], "desk", today).posts[0].organisation_kind == "legal-aid-agency"
    acting = actor_for(accounts["ls"], "portal", today)
    assert acting.practitioner_id == Practitioner.objects.get(licence="14104001").pk
    assert Venue.objects.get().region_id == BAOFENG
    given = dict(Post.objects.values_list("account__username", "given_by__username"))
    assert given.pop("admin") is given.pop("safe") is None
    assert set(given.values()) == {"safe"}


def test_the_walk_through_works_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of docs/operating/people.md, in its order, on an empty installation."""
    make_region("410422000000")
    text = (CHECKOUT / "docs" / "operating" / "people.md").read_text()
    lines = "".join(re.findall(r"```\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ").splitlines()
    for line in lines:
        command, *arguments = shlex.split(line)
        if command == "export":
            monkeypatch.setenv(*arguments[0].split("="))
        elif arguments[0] == "people":
            assert run(*arguments[1:]) == 0, line
    assert Organisation.objects.count() == 5
    assert Post.objects.count() == 8
    assert (Practitioner.objects.count(), ApiKey.objects.count()) == (1, 1)


# --- who runs it --------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_once_there_is_an_administrator_one_answers_for_every_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (
        refused(capsys, "account", "ck", "王五")
        == "by：请用 --by 写明是哪位系统管理员在操作：管理员（admin）。"
    )


@pytest.mark.usefixtures("office")
def test_the_operator_may_be_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANTAI_OPERATOR", "admin")
    assert run("account", "ck", "王五") == 0


@pytest.mark.usefixtures("office")
def test_an_outsider_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    make_clerk()
    assert "没有系统管理员岗位" in refused(capsys, "account", "x", "某人", "--by", "ck")
    assert "没有账号“nobody”" in refused(capsys, "account", "x", "某人", "--by", "nobody")
    assert by("account", "old", "前管理员") == 0
    assert by("post", "old", "security-admin", "BF-SFJ") == 0
    assert by("close", "old") == 0
    assert "已停用" in refused(capsys, "account", "x", "某人", "--by", "old")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "arguments",
    [
        ("organisation", "LS", "--name", "鲁山", "--kind", "centre", "--region", "410423"),
        ("organisation", "BF-SFJ", "--region", "410423"),
        ("venue", "BF-SFJ", "窗口", "--kind-name", "窗口", "--address", "路", "--region", "410423"),
        ("post", "admin", "system-admin", "BF-SFJ", "--region", "4104"),
        (
            "practitioner",
            "lawyer",
            "1",
            "--name",
            "某",
            "--organisation",
            "BF-SFJ",
            "--region",
            "410423",
        ),
    ],
)
def test_an_administrator_works_in_the_own_region_only(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """USER-07."""
    assert "管辖范围包括该地区" in refused(capsys, *arguments, "--by", who(arguments[0]))


# --- passwords ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_a_password_is_shown_once_and_opens_the_account(capsys: pytest.CaptureFixture[str]) -> None:
    by("account", "ck", "王五")
    first = said(capsys).rpartition("：")[2].strip()
    assert authenticate(username="ck", password=first) == Account.objects.get(username="ck")
    assert by("password", "ck") == 0
    second = said(capsys).rpartition("：")[2].strip()
    assert authenticate(username="ck", password=first) is None
    assert authenticate(username="ck", password=second) is not None


@pytest.mark.usefixtures("office")
def test_a_password_can_be_typed_and_is_then_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from santai.project.people import accounts

    assert getpass.getpass is accounts.getpass
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    typed = iter(["长而好记的一句口令"] * 2 + ["一", "二"] + ["12345678"] * 2)
    monkeypatch.setattr(accounts, "getpass", lambda prompt: next(typed))
    assert by("account", "ck", "王五", "--ask") == 0
    assert "口令" not in said(capsys)
    assert authenticate(username="ck", password="长而好记的一句口令") is not None
    assert refused(capsys, "password", "ck", "--ask", "--by", "admin").startswith("password：两次")
    assert "太常见" in refused(capsys, "password", "ck", "--ask", "--by", "admin")


@pytest.mark.usefixtures("office")
def test_nothing_is_typed_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert refused(capsys, "account", "ck", "王五", "--ask", "--by", "admin").startswith("ask：")


@pytest.mark.usefixtures("office")
def test_a_system_has_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    by("account", "p", "平台", "--kind", "partner")
    assert "密码" not in said(capsys)
    assert not Account.objects.get(username="p").has_usable_password()
    assert "不用密码" in refused(capsys, "password", "p", "--by", "admin")


# --- taking away --------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_a_post_is_ended_by_name_and_says_from_when() -> None:
    make_clerk()
    later = timezone.localdate() + timedelta(days=3)
    assert by("end-post", "ck", "window-clerk", "--on", later.isoformat()) == 0
    post = Post.objects.get(account__username="ck")
    assert (post.ends, post.ended_by) == (later, Account.objects.get(username="safe"))


@pytest.mark.usefixtures("office")
def test_which_of_two_posts_is_meant_has_to_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    make_clerk()
    make_region("410421101000")
    assert by("post", "ck", "window-clerk", "BF-ZX", "--region", "410421101") == 0
    end = ("end-post", "ck", "window-clerk", "--by", "safe")
    assert "有几个这样的岗位" in refused(capsys, *end)
    assert run(*end, "--organisation", "BF-ZX", "--region", "410421101") == 0
    assert list(Post.objects.filter(account__username="ck", ends=None).values_list("region")) == [
        (BAOFENG,)
    ]
    assert "没有这样的岗位" in refused(capsys, "end-post", "ck", "aid-clerk", "--by", "safe")


@pytest.mark.usefixtures("office")
def test_what_was_closed_by_mistake_is_opened_again() -> None:
    make_clerk()
    lawyer = ("practitioner", "lawyer", "L1", "--name", "王律师", "--organisation", "BF-ZX")
    today = timezone.localdate()
    assert by(*lawyer) == by("link", "lawyer", "L1", "ck") == 0
    assert by("close", "ck") == by(*lawyer[:3], "--struck-off") == 0
    assert by("close-organisation", "BF-ZX", "--on", "2026-01-01") == 0
    assert by("organisation", "BF-ZX", "--reopen") == 0
    assert by("reopen", "ck") == by(*lawyer[:3], "--no-struck-off") == 0
    centre = Organisation.objects.get(code="BF-ZX")
    assert (centre.is_active, centre.closed) == (True, None)
    assert Practitioner.objects.get().practising_on(today)
    assert actor_for(Account.objects.get(username="ck"), "counter", today).may("intake")


@pytest.mark.usefixtures("office")
def test_when_the_last_administrator_has_gone_the_installation_makes_the_next() -> None:
    assert by("end-post", "admin", "system-admin") == 0
    assert run("account", "next", "下一位") == 0
    assert by("post", "next", "system-admin", "BF-SFJ") == 0
    assert run("account", "ck", "王五") == 2
    assert run("account", "ck", "王五", "--by", "next") == 0


@pytest.mark.usefixtures("office")
def test_a_key_is_revoked_by_how_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    by("account", "p", "平台", "--kind", "partner")
    capsys.readouterr()
    assert by("key", "p", "推送", "--ends", "2999-01-01") == 0
    key = said(capsys).splitlines()[-1]
    assert by("revoke", key[:8]) == 0
    assert authenticate_api_key(key, "partners", now=timezone.now()) is None
    assert "没有唯一的有效密钥" in refused(capsys, "revoke", key[:8], "--by", "safe")


# --- entered and changed ------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_the_same_line_may_be_run_again_and_changes_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert by("organisation", "BF-SFJ", *BUREAU) == 0
    assert by("organisation", "BF-SFJ", "--phone", "0375-1") == 0
    bureau = Organisation.objects.get()
    assert (bureau.name, bureau.phone) == ("宝丰县司法局", "0375-1")
    given = ("--name", "李调解", "--organisation", "BF-SFJ")
    assert by("practitioner", "mediator", "-", *given) == 0
    assert by("practitioner", "mediator", "-", *given, "--capacity", "3") == 0
    assert by("practitioner", "lawyer", "L1", "--name", "王律师", "--organisation", "BF-SFJ") == 0
    assert by("practitioner", "lawyer", "L1", "--suspended-until", "2999-01-01") == 0
    assert dict(Practitioner.objects.values_list("name", "capacity")) == {"李调解": 3, "王律师": 10}
    assert not Practitioner.objects.get(licence="L1").practising_on(timezone.localdate())
    hall = ("venue", "BF-SFJ", "大厅")
    assert by(*hall, "--kind-name", "大厅", "--address", "某路", "--windows", "咨询，援助") == 0
    assert by(*hall, "--closed", "2026-01-01") == 0
    assert Venue.objects.get().windows == ["咨询", "援助"]
    assert Venue.objects.get().is_active is False
    assert by("close-organisation", "BF-SFJ", "--on", "2026-01-01") == 0
    assert Organisation.objects.get().is_active is False
    assert "没有找到唯一的机构" in refused(
        capsys, "close-organisation", "BF-SFJ", "--on", "2026-01-01", "--by", "admin"
    )


NEW = "organisation X --name 某 --kind bureau --region"
LAWYER = "practitioner lawyer L9 --name 某 --organisation BF-SFJ"
BAD = [
    ("organisation X --name 某 --region 410421", "kind：新登记时必须填写。"),
    ("organisation BF-SFJ --kind palace", "kind：没有“palace”"),
    (f"{NEW} 410421999", "region：区划 410421999000 还没有导入"),
    (f"{NEW} 4104211", "region：区划代码"),
    (f"organisation BF-SFJ --name {'长' * 101}", "name："),
    ("organisation BF-SFJ --parent BF-SFJ", "parent："),
    ("venue BF-SFJ 大厅 --kind-name 大厅", "address：新登记时必须填写。"),
    ("venue BF-SFJ 大厅 --kind-name 大厅 --address 某路 --access 电梯", "access：没有“电梯”"),
    ("account admin 王五", "用户名已被使用"),
    (f"account {'x' * 61} 王五", "username："),
    (f"account ck {'长' * 61}", "name："),
    ("post nobody officer BF-SFJ", "username：没有账号“nobody”"),
    ("post admin vizier BF-SFJ", "role：没有“vizier”"),
    ("post admin aid-clerk BF-SFJ", "role：“法律援助受理人员”只能设在"),
    ("post admin officer nowhere", "organisation：没有找到唯一的机构"),
    ("post admin officer BF-SFJ --region 410421999", "region：区划 410421999000 还没有导入"),
    ("post admin system-admin BF-SFJ", "此人已在这个岗位上"),
    ("post admin officer BF-SFJ", "互不兼任"),
    ("post admin officer BF-SFJ --ends 2020-01-01", "ends：离岗日期早于"),
    ("key admin 推送", "account：接口密钥只发给外部系统"),
    (f"{LAWYER} --skills 炼金", "skills：没有“炼金”"),
    (f"{LAWYER} --capacity -1", "capacity："),
    ("link lawyer L9 nobody", "licence：没有登记过这个人"),
    ("practitioner lawyer L9 --capacity 3", "name：新登记时必须填写。"),
]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("line", "message"), BAD)
def test_what_is_wrong_is_said_at_its_field(
    capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    assert message in refused(capsys, *line.split(), "--by", who(line.split()[0]))


def test_a_day_that_is_none_is_said_at_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("post", "ck", "window-clerk", "BF-ZX", "--starts", "2026-02-30")
    assert ended.value.code == 2
    assert "--starts: “2026-02-30”不是日期，请写成 2026-03-02。" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
def test_the_same_code_is_not_given_twice() -> None:
    """Another name under a known code is a change of that organisation, not a second one."""
    assert by("organisation", "BF-SFJ", "--name", "宝丰县司法局（新）") == 0
    assert Organisation.objects.get().name == "宝丰县司法局（新）"


# --- the list -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("office")
def test_the_list_shows_who_works_where(capsys: pytest.CaptureFixture[str]) -> None:
    make_clerk()
    by("account", "idle", "没事做")
    by("account", "p", "平台", "--kind", "partner")
    by("key", "p", "推送", "--ends", "2999-01-01")
    by("practitioner", "lawyer", "L1", "--name", "王律师", "--organisation", "BF-SFJ")
    by("venue", "BF-ZX", "大厅", "--kind-name", "大厅", "--address", "某路")
    key, today = ApiKey.objects.get(), timezone.localdate()
    capsys.readouterr()
    assert run("list") == 0
    everything = said(capsys).splitlines()
    assert everything == [
        "BF-SFJ  宝丰县司法局  bureau  河南省平顶山市宝丰县",
        f"    safe（安全员）  安全管理员 security-admin，{today} 起",
        f"    admin（管理员）  系统管理员 system-admin，{today} 起",
        "    王律师 律师 L1，没有账号",
        "BF-ZX  中心  centre  河南省平顶山市宝丰县",
        "    场所 大厅，某路",
        f"    ck（王五）  窗口受理人员 window-clerk，{today} 起",
        "没有岗位的账号：",
        "    idle（没事做）",
        "    p（平台）",
        "接口密钥：",
        f"    {key.prefix}  p  推送，{today} 签发，2999-01-01 失效",
    ]
    assert run("list", "--under", "4104") == 0
    assert said(capsys).splitlines() == everything[:7]
    assert (run("list", "--under", "410423"), said(capsys)) == (0, "")


@pytest.mark.usefixtures("office")
def test_a_post_at_an_organisation_that_is_closed_is_shown_until_it_is_ended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_clerk()
    assert by("close-organisation", "BF-ZX", "--on", "2026-01-01") == 0
    capsys.readouterr()
    run("list")
    assert "BF-ZX  中心（2026-01-01 撤销）  centre  河南省平顶山市宝丰县" in said(capsys)
    assert by("end-post", "ck", "window-clerk", "--organisation", "BF-ZX") == 0
    capsys.readouterr()
    run("list")
    assert "BF-ZX" not in said(capsys)


@pytest.mark.usefixtures("office")
def test_the_list_asks_as_much_for_many_as_for_few(
    capsys: pytest.CaptureFixture[str], django_assert_num_queries: object
) -> None:
    for count in (1, 3):
        for number in range(count):
            by("account", f"c{count}{number}", "某人")
            by("post", f"c{count}{number}", "officer", "BF-SFJ")
        with django_assert_num_queries(6):  # type: ignore[operator]
            run("list")
