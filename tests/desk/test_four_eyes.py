"""Exports of more than a hundred rows, the pages of four eyes, of emergencies and of the trail (A7)."""

from __future__ import annotations

import pytest

from santai.capabilities.approvals.models import Approval
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.trail.models import Entry
from santai.desk import four_eyes
from tests import world as w
from tests.factories.pages import Visitor, signed_in

LIST, ASK = "/desk/figures/orders.xlsx?of=open&region=410422000000", {"step": "ask"}
REASON = "市局要全部名单核对"
TRAIL, SHEET = "/desk/audit/", "/desk/audit/trail.xlsx"


@pytest.fixture
def chief(world: w.World, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """With three orders where one person alone may take two."""
    for _ in range(3):
        w.ask_for_aid()
    counting.catch_up(at=w.NOW)
    monkeypatch.setattr(four_eyes, "FREE", 2)
    return signed_in(world.accounts[("bureau-chief", w.YE)])


@pytest.fixture
def second(world: w.World) -> Visitor:
    return signed_in(world.accounts[("bureau-chief", w.CITY)])


def test_a_long_list_is_asked_for_approved_and_taken_once(chief: Visitor, second: Visitor) -> None:
    page = chief.read(LIST)
    assert "要另一位同事批准" in page.text
    chief.send(LIST, {**ASK, "reason": REASON})
    approval = Approval.objects.get()
    assert "1 件复核等您决定" in second.read("/desk/").text
    second.send(f"/desk/approvals/{approval.pk}/", {"verdict": "approve"})
    assert "可以办一次" in chief.read("/desk/approvals/").text
    assert approval.subject.startswith("/desk/figures/orders.xlsx?")
    taken = chief.post(approval.subject, {"step": "use"})
    assert taken.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert chief.post(approval.subject, {"step": "use"}).status_code == 403
    exported = Entry.objects.get(kind="exported")
    assert exported.data == {"rows": 3, "approval": approval.pk}


def test_a_reason_too_short_stays_in_its_field(chief: Visitor) -> None:
    text = chief.send(LIST, {**ASK, "reason": "要"}, status=422)
    assert "至少 5 个字" in text
    assert chief.page.fields["reason"] == ["要"]
    assert Approval.objects.count() == 0


@pytest.mark.parametrize(
    "who",
    [
        ("bureau-chief", w.YE),
        ("bureau-chief", w.ELSEWHERE),
        ("system-admin", w.CITY),
        ("window-clerk", w.YE),
    ],
)
def test_and_the_outsider_decides_nothing(
    chief: Visitor, world: w.World, who: tuple[str, str]
) -> None:
    """Who asked, another region, who has no right: missing for them all, or refused."""
    chief.send(LIST, {**ASK, "reason": REASON})
    approval = Approval.objects.get()
    outsider = signed_in(world.accounts[who])
    answer = outsider.post(f"/desk/approvals/{approval.pk}/", {"verdict": "approve"})
    assert answer.status_code == (403 if who == ("bureau-chief", w.YE) else 404)
    approval.refresh_from_db()
    assert approval.approved is None


def test_an_address_too_long_to_be_kept_whole_is_none(chief: Visitor) -> None:
    """Cut short, two would be one, and what was approved for a village be taken for the province."""
    assert chief.get(f"{LIST}&aa={'x' * 500}").status_code == 404
    assert chief.post(f"{LIST}&aa={'x' * 500}", {**ASK, "reason": REASON}).status_code == 404
    assert Approval.objects.count() == 0


def test_many_short_lists_are_a_long_one(chief: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(four_eyes, "FREE", 3)
    monkeypatch.setattr(four_eyes, "FREE_A_DAY", 7)
    kinds = [chief.get(LIST).headers["Content-Type"] for _ in range(3)]
    assert [kind.startswith("text/html") for kind in kinds] == [False, False, True]


def test_what_waits_is_seen_by_who_can_decide(chief: Visitor, world: w.World) -> None:
    chief.send(LIST, {**ASK, "reason": REASON})
    for who, sees in ((("security-admin", w.CITY), True), (("bureau-chief", w.ELSEWHERE), False)):
        page = signed_in(world.accounts[who]).read("/desk/approvals/")
        assert (REASON in page.text) == sees
    assert (
        signed_in(world.accounts[("aid-dispatcher", w.YE)]).get("/desk/approvals/").status_code
        == 404
    )


def test_a_key_is_asked_for_on_its_page(world: w.World) -> None:
    keeper = signed_in(world.accounts[("system-admin", w.CITY)])
    form = {"kind": "ledger-key", "what": "换签名密钥", "reason": "旧密钥用了一年"}
    keeper.send("/desk/approvals/ask/", {**form, "reason": "换"}, status=422)
    assert keeper.page.fields["what"] == ["换签名密钥"]
    keeper.send("/desk/approvals/ask/", form)
    assert (
        "换签名密钥"
        in signed_in(world.accounts[("security-admin", w.CITY)]).read("/desk/approvals/").text
    )


def signed_in_with_code(order: Order) -> Visitor:
    browser = Visitor()
    browser.send("/track/", {"number": order.number, "code": code_of(order)})
    return browser


# --- emergencies ----------------------------------------------------------------------------------


def test_an_order_is_opened_masked_and_told(world: w.World) -> None:
    far = w.ask_for_aid(region=w.LUSHAN).order
    clerk = signed_in(world.accounts[("window-clerk", w.YE)])
    there = f"/desk/emergencies/orders/{far.number}/"
    assert clerk.get(there).status_code == 404
    form = {"number": far.number, "reason": "来电人说要自杀，要找到他"}
    assert clerk.send("/desk/emergencies/open/", form) == there
    page = clerk.read(there)
    for whole in ("申请人甲", "13800000001"):
        assert whole not in page.text
    assert "对方建筑公司" in page.text  # as everybody reads it in a public register
    assert clerk.get(f"/desk/orders/{far.number}/").status_code == 404
    told = signed_in_with_code(far).read(f"/matters/{far.number}/").text
    assert "来电人说要自杀" in told
    assert "紧急查阅" in told
    judge = signed_in(world.accounts[("audit-admin", w.CITY)])
    assert "来电人说要自杀" in judge.read("/desk/emergencies/").text
    judge.send(f"/desk/emergencies/{Opening.objects.get().pk}/judge/", {"verdict": "fit"})
    assert "正当" in judge.read("/desk/emergencies/").text


def test_what_is_typed_stays_when_there_is_no_such_order(world: w.World) -> None:
    clerk = signed_in(world.accounts[("window-clerk", w.YE)])
    form = {"number": "123", "reason": "来电人说要自杀，要找到他"}
    clerk.send("/desk/emergencies/open/", form, status=422)
    assert clerk.page.fields["reason"] == [form["reason"]]


@pytest.mark.parametrize("path", ["/desk/emergencies/", "/desk/audit/", SHEET])
@pytest.mark.parametrize(
    "who", [("bureau-chief", w.CITY), ("system-admin", w.CITY), ("auditor", w.PROVINCE)]
)
def test_and_the_outsider_reads_no_trail(world: w.World, who: tuple[str, str], path: str) -> None:
    assert signed_in(world.accounts[who]).get(path).status_code == 404


# --- the trail ------------------------------------------------------------------------------------


def test_the_trail_is_searched_and_taken_away_by_two(chief: Visitor, world: w.World) -> None:
    chief.send(LIST, {**ASK, "reason": REASON})
    reader = signed_in(world.accounts[("audit-admin", w.CITY)])
    assert REASON in reader.read(TRAIL).text
    assert REASON in reader.read(TRAIL, group="four-eyes", q="叶县").text
    assert REASON not in reader.read(TRAIL, group="sign-ins").text
    assert "日期请这样写" in reader.get(TRAIL, {"since": "x"}).content.decode()
    reader.send(f"{SHEET}?group=four-eyes", {**ASK, "reason": "年度审计要存档"})
    asked = Approval.objects.get(kind="trail-export")
    assert reader.post(asked.subject, {"step": "use"}).status_code == 403
    safe = signed_in(world.accounts[("security-admin", w.CITY)])
    safe.send(f"/desk/approvals/{asked.pk}/", {"verdict": "approve"})
    assert reader.post(asked.subject, {"step": "use"}).status_code == 200


def test_nobody_changes_the_trail_over_the_web(world: w.World) -> None:
    reader = signed_in(world.accounts[("audit-admin", w.CITY)])
    for method in ("post", "put", "patch", "delete"):
        assert getattr(reader, method)(TRAIL).status_code == 405
