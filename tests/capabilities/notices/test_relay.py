"""Who is told what, once (D6), and nothing that betrays somebody in danger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.notices.queries import sms_text, stuck_outbox
from santai.capabilities.orders.actions import code_of, renew_code
from santai.capabilities.orders.models import Order, Outbox
from santai.kernel.numbers import grouped
from tests import world as w

LATER = w.NOW + timedelta(minutes=1)


def _told(order: Order, audience: str = "applicant") -> list[tuple[str, str]]:
    rows = Message.objects.filter(order=order, audience=audience).order_by("seq")
    return [(row.title, row.text) for row in rows]


def test_a_submission_is_told_to_the_applicant_with_number_state_and_last_day(
    world: w.World,
) -> None:
    order = w.ask_for_aid().order
    assert relay(at=LATER) == 1
    says = order_says(order)
    text = f"我们收到了您的“民事法律援助”，工单号 {grouped(order.number)}。{says}最晚 3 月 9 日（周一）前办理。"
    assert _told(order) == [("提交", text)]


def test_the_desk_is_told_tersely(world: w.World) -> None:
    order = w.ask_for_aid().order
    relay(at=LATER)
    [(title, text)] = _told(order, "agency")
    assert title == f"{grouped(order.number)} 提交"
    assert text.split(" · ")[0] == "民事法律援助"
    assert text.endswith("期限：3 月 9 日（周一）前")


def test_a_decision_is_told_with_its_document_and_what_comes_next(world: w.World) -> None:
    order = w.take(world.staff("aid-approver"), w.ask_for_aid().order, "grant")
    relay(at=LATER)
    title, text = _told(order)[-1]
    assert title == "给予援助"
    assert text.startswith(
        f"您的“民事法律援助”（工单号 {grouped(order.number)}）有新进展：给予援助。《"
    )
    assert "可以在进度页查看。" in text


def test_a_refusal_names_the_way_on(world: w.World) -> None:
    order = w.ask_for_aid().order
    order = w.take(world.staff("aid-approver"), order, "refuse", reason="不在援助范围内")
    relay(at=LATER)
    assert _told(order)[-1][1].endswith("不同意的，可以向司法局提出异议，司法局五日内答复。")


def test_relaying_again_tells_nobody_twice(world: w.World) -> None:
    w.ask_for_aid()
    assert [relay(at=LATER), relay(at=LATER), relay(at=LATER)] == [1, 0, 0]
    assert (Message.objects.count(), ShortMessage.objects.count()) == (2, 1)


def test_a_row_that_was_not_marked_done_is_told_once_all_the_same(world: w.World) -> None:
    """As after a restore of an older outbox: the unique key finds what was written."""
    w.ask_for_aid()
    relay(at=LATER)
    Outbox.objects.update(done_at=None)
    assert relay(at=LATER) == 1
    assert (Message.objects.count(), ShortMessage.objects.count()) == (2, 1)


def test_nothing_is_told_before_its_time(world: w.World) -> None:
    w.ask_for_aid()
    assert relay(at=w.NOW - timedelta(seconds=1)) == 0


def test_one_bad_row_holds_up_nobody_else(
    world: w.World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The bad one is tried again later, and is on the list of what is stuck after many tries."""
    bad, good = w.ask_for_aid(applicant=w.APPLICANT | {"name": "坏"}).order, w.ask_for_aid().order
    from santai.capabilities.notices.actions import wording

    whole = wording.for_applicant

    def spoilt(order: Order, *rest: Any) -> Any:
        if order.pk == bad.pk:
            raise ValueError("张三的秘密")
        return whole(order, *rest)

    monkeypatch.setattr(wording, "for_applicant", spoilt)
    at = LATER
    for _ in range(21):
        relay(at=at)
        at += timedelta(hours=7)
    assert (len(_told(good)), len(_told(bad))) == (1, 0)
    assert [(row.order_id, row.attempts, row.error) for row in stuck_outbox()] == [
        (bad.pk, 21, "ValueError")
    ]
    assert "张三" not in caplog.text
    monkeypatch.setattr(wording, "for_applicant", whole)
    assert relay(at=at) == 1
    assert len(_told(bad)) == 1


# --- text messages


def test_the_receipt_is_texted_with_the_query_code_which_no_table_holds(world: w.World) -> None:
    order = w.ask_for_aid().order
    relay(at=LATER)
    sms = ShortMessage.objects.get()
    assert (sms.phone, sms.with_code) == (w.APPLICANT["phone"], True)
    assert code_of(order) not in sms.text
    assert sms_text(sms).endswith(f"查询码 {code_of(order)}，请勿告诉他人。")


def test_a_new_code_is_texted_too(world: w.World) -> None:
    order = w.ask_for_aid().order
    new = renew_code(actor=world.staff("aid-clerk"), number=order.number, at=w.NOW)
    relay(at=LATER)
    last = ShortMessage.objects.order_by("-seq")[0]
    assert f"查询码 {new}" in sms_text(last)


def test_nobody_is_texted_about_what_they_just_did_themselves(world: w.World) -> None:
    order = w.ask_for_aid().order
    w.take(w.holder(order), order, "message", text="我补充一句。")
    relay(at=LATER)
    assert [sms.seq for sms in ShortMessage.objects.all()] == [1]


def test_without_a_mobile_nobody_is_texted(world: w.World) -> None:
    w.ask_for_aid(applicant={"name": "申请人甲", "phone": "0375-2223333"})
    relay(at=LATER)
    assert ShortMessage.objects.count() == 0
    assert Message.objects.filter(audience="applicant").count() == 1


NEUTRAL = "您有一条新消息，方便时请查看。"


@pytest.mark.parametrize(
    ("wishes", "text"),
    [
        ({"may_call": False}, None),
        ({"may_call": False, "say_who": True}, None),
        ({"when": "工作日上午"}, None),
        ({"say_who": False}, NEUTRAL),
        ({"may_call": True}, NEUTRAL),
        ({"may_call": True, "words": "快递到了"}, "快递到了"),
        ({"may_call": True, "say_who": False, "words": "快递到了"}, "快递到了"),
    ],
)
def test_wishes_about_safe_contact_are_respected(
    world: w.World, wishes: dict[str, Any], text: str | None
) -> None:
    """Nothing says who we are or what it is about; who named hours is called by a person."""
    w.ask_for_aid(applicant=w.APPLICANT | {"safe_contact": wishes})
    relay(at=LATER)
    assert [sms_text(sms) for sms in ShortMessage.objects.all()] == ([text] if text else [])


def test_the_message_inside_is_as_silent(world: w.World) -> None:
    """Its title may be shown where others look."""
    order = w.ask_for_aid(applicant=w.APPLICANT | {"safe_contact": {"words": "快递到了"}}).order
    relay(at=LATER)
    assert _told(order) == [("新消息", "快递到了")]


def test_who_said_that_we_may_name_ourselves_is_told_everything(world: w.World) -> None:
    wishes = {"may_call": True, "say_who": True}
    order = w.ask_for_aid(applicant=w.APPLICANT | {"safe_contact": wishes}).order
    relay(at=LATER)
    assert grouped(order.number) in ShortMessage.objects.get().text


def order_says(order: Order) -> str:
    from santai.capabilities.orders.queries import service_of

    return service_of(order).state(order.state).says.zh


# --- who has no mobile and somebody who speaks for them --------------------------------------------


def _spoken_for(**applicant: Any) -> list[str]:
    """Who gets the text message about a new matter that a daughter speaks in."""
    agent = {"name": "女儿", "phone": "13800000077"}
    w.ask_for_aid(applicant={**w.APPLICANT, **applicant}, agent=agent)
    relay(at=LATER)
    return list(ShortMessage.objects.values_list("phone", flat=True))


@pytest.mark.parametrize("phone", ["", "0375-2345678"])
def test_the_news_of_who_has_no_mobile_go_to_whoever_speaks_for_them(
    world: w.World, phone: str
) -> None:
    assert _spoken_for(phone=phone) == ["13800000077"]


def test_who_has_a_mobile_is_told_themselves(world: w.World) -> None:
    assert _spoken_for() == [w.APPLICANT["phone"]]


@pytest.mark.parametrize(
    "wishes", [{"may_call": True}, {"say_who": True}, {"say_who": False}, {"words": "花店"}]
)
def test_with_wishes_about_contact_nobody_else_is_told(
    world: w.World, wishes: dict[str, Any]
) -> None:
    assert _spoken_for(phone="", safe_contact=wishes) == []


def test_nor_of_violence(world: w.World) -> None:
    assert _spoken_for(phone="", groups=["家暴受害人"]) == []
