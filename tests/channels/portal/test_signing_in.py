"""The citizens' way in by telephone (USER-01): what it proves, whom it lets in, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_text
from santai.capabilities.people.actions import digits
from santai.capabilities.people.models import Account, PhoneCode
from santai.capabilities.places.models import Organisation
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import NOW, World, ask_for_aid

ME = {"name": "申请人甲", "phone": "13800000001"}


def ask_code(browser: Visitor, **changes: str) -> str:
    """Ask for a code; gives what the text message says."""
    assert browser.send("/me/sign-in/", {**ME, **changes}) == "/me/code/"
    return digits(PhoneCode.objects.latest("pk"))


def sign_in(browser: Visitor, *, own: bool = False, **changes: str) -> str:
    code = ask_code(browser, **changes)
    return browser.send("/me/code/", {"code": code} | ({"own_device": "yes"} if own else {}))


def test_phone_name_and_code_let_somebody_in(visitor: Visitor) -> None:
    assert visitor.get("/me/").headers["Location"] == "/me/sign-in/"
    assert sign_in(visitor) == "/me/"
    assert "申请人甲" in visitor.read("/me/").text
    account = Account.objects.get(phone="13800000001")
    assert (account.kind, account.party, account.has_usable_password()) == ("citizen", None, False)


def test_the_second_time_it_is_the_same_account(visitor: Visitor) -> None:
    sign_in(visitor)
    visitor.send("/me/sign-out/")
    PhoneCode.objects.all().delete()
    sign_in(visitor)
    assert Account.objects.filter(kind="citizen").count() == 1


def test_the_code_is_in_the_text_message_and_in_no_table(visitor: Visitor) -> None:
    code = ask_code(visitor)
    row = ShortMessage.objects.get()
    assert row.phone == "13800000001"
    assert code in sms_text(row)
    assert code not in row.text
    assert "不要告诉任何人" in row.text


def test_the_answer_is_the_same_for_a_telephone_nobody_knows(
    world: World, visitor: Visitor
) -> None:
    ask_code(visitor)
    known = visitor.read("/me/code/").text
    other = Visitor()
    ask_code(other, phone="13900000009")
    assert other.read("/me/code/").text.replace("139****0009", "138****0001") == known


@pytest.mark.parametrize("typed", ["", "000000", "12345", "é\x00", "９" * 6])
def test_a_wrong_code_opens_nothing(visitor: Visitor, typed: str) -> None:
    ask_code(visitor)
    assert "验证码不对" in visitor.send("/me/code/", {"code": typed}, status=422)
    assert visitor.get("/me/").status_code == 302


def test_after_five_tries_the_right_code_opens_nothing_either(visitor: Visitor) -> None:
    code = ask_code(visitor)
    for _ in range(5):
        visitor.send("/me/code/", {"code": "000000"}, status=422)
    visitor.send("/me/code/", {"code": code}, status=422)


def test_a_code_of_more_than_five_minutes_ago_opens_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ask_code(visitor)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=5))
    visitor.send("/me/code/", {"code": code}, status=422)


def test_a_code_works_once_and_only_where_it_was_asked_for(visitor: Visitor) -> None:
    code = ask_code(visitor)
    outsider = Visitor()
    assert outsider.send("/me/code/", {"code": code}) == "/me/sign-in/"
    visitor.send("/me/code/", {"code": code})
    visitor.send("/me/sign-out/")
    assert visitor.send("/me/code/", {"code": code}) == "/me/sign-in/"


def test_a_telephone_gets_one_message_a_minute_and_five_an_hour(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_code(visitor)
    assert "太勤了" in Visitor().send("/me/sign-in/", ME, status=429)
    for minute in range(1, 5):
        stop_the_clock(monkeypatch, NOW + timedelta(minutes=2 * minute))
        Visitor(REMOTE_ADDR=f"10.0.0.{minute}").send("/me/sign-in/", ME)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=20))
    Visitor(REMOTE_ADDR="10.0.0.9").send("/me/sign-in/", ME, status=429)
    assert ShortMessage.objects.count() == 5


def test_one_address_cannot_send_messages_to_everybody(visitor: Visitor) -> None:
    for number in range(30):
        Visitor().send("/me/sign-in/", {**ME, "phone": f"138000001{number:02}"})
    Visitor().send("/me/sign-in/", {**ME, "phone": "13800000200"}, status=429)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"phone": "0375-1234567"}, "手机号"), ({"phone": "x"}, "电话"), ({"name": " "}, "姓名")],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    visitor: Visitor, changes: dict[str, str], said: str
) -> None:
    assert said in visitor.send("/me/sign-in/", {**ME, **changes}, status=422)
    kept = {key: visitor.page.fields[key] for key in ME}
    assert kept == {key: [value] for key, value in {**ME, **changes}.items()}


def test_a_shared_device_forgets_after_half_an_hour(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(visitor)
    assert visitor.cookies["sessionid"]["max-age"] == ""  # gone with the window
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=29))
    visitor.read("/me/")
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=58))
    visitor.read("/me/")
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=89))
    assert visitor.get("/me/").status_code == 302


def test_ones_own_telephone_is_remembered(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(visitor, own=True)
    stop_the_clock(monkeypatch, NOW + timedelta(days=3))
    visitor.read("/me/")
    stop_the_clock(monkeypatch, NOW + timedelta(days=34))
    assert visitor.get("/me/").status_code == 302


@pytest.mark.parametrize("way", ["/away/", "/leave/", "/me/sign-out/"])
def test_leaving_signs_out(visitor: Visitor, way: str) -> None:
    sign_in(visitor, own=True)
    visitor.get(way) if way == "/away/" else visitor.post(way)
    assert visitor.get("/me/").status_code == 302


@pytest.mark.parametrize("page", ["/desk/", "/counter/", "/hotline/", "/counter/standing/"])
def test_pages_of_staff_stay_shut(visitor: Visitor, page: str) -> None:
    sign_in(visitor)
    assert visitor.get(page).headers["Location"].startswith("/login/")


def test_staff_and_citizens_do_not_mix(world: World) -> None:
    clerk = signed_in(world.accounts[("window-clerk", "410422000000")])
    assert "请先退出工作账号" in clerk.read("/me/sign-in/").text
    assert clerk.get("/me/").headers["Location"] == "/me/sign-in/"
    clerk.post("/me/sign-in/", ME)
    assert PhoneCode.objects.count() == 0


def test_nobody_signs_in_to_a_citizens_account_by_password(visitor: Visitor) -> None:
    sign_in(visitor)
    username = Account.objects.get(kind="citizen").username
    assert "不对" in Visitor().send("/login/", {"username": username, "password": "!"}, status=422)


def test_the_page_asked_for_comes_after_signing_in(visitor: Visitor) -> None:
    visitor.get("/me/family/")
    assert sign_in(visitor) == "/me/family/"


def test_a_demonstration_shows_the_code_and_nothing_else_does(
    visitor: Visitor, settings: Any
) -> None:
    code = ask_code(visitor)
    assert code not in visitor.read("/me/code/").source
    office = Organisation.objects.first()
    Organisation.objects.exclude(pk=office.pk).update(demo=True)
    assert code not in visitor.read("/me/code/").source  # one real office is enough
    Organisation.objects.update(demo=True)
    page = visitor.read("/me/code/")
    assert "演示" in page.text
    assert code in page.text
    settings.SMS_CARRIER = "some.Carrier"
    assert code not in visitor.read("/me/code/").source


def test_a_closed_account_is_not_let_in(visitor: Visitor) -> None:
    sign_in(visitor)
    Account.objects.filter(kind="citizen").update(is_active=False)
    assert visitor.get("/me/").status_code == 302
    PhoneCode.objects.all().delete()
    assert sign_in(Visitor()) == "/me/sign-in/"
    assert timezone.now() == NOW


@pytest.mark.parametrize("dot", ["•", "・", ".", "．", " · ", "‧"])
def test_a_name_with_dots_is_the_same_name_whatever_dot_a_keyboard_gives(
    world: World, visitor: Visitor, dot: str
) -> None:
    """USER-01: names of many parts; every telephone has another sign for the dot."""
    whole = "阿卜杜热西提·麦麦提依明·吐尔逊尼亚孜汗"
    order = ask_for_aid(applicant={**ME, "name": whole}).order
    sign_in(visitor, name=whole.replace("·", dot))
    assert f"/matters/{order.number}/" in visitor.read("/me/").links


def test_other_dots_in_a_name_stay(visitor: Visitor) -> None:
    sign_in(visitor, name="John A. Smith")
    assert Account.objects.get(kind="citizen").name == "John A. Smith"
