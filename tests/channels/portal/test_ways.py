"""A citizen's password and passkeys: set up by who proved the telephone, used at the citizens' door alone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from santai.capabilities.identity.models import Passkey, SignIn, Spending
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_text
from santai.capabilities.people.actions import account_of_phone, digits
from santai.capabilities.people.models import Account, PhoneCode
from tests.channels.portal.test_signing_in import ME, ask_code, sign_in
from tests.factories.devices import Device
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import NOW, YE, World

PASSWORD, OTHER = "一句很长的口令 42", "另一句更长的口令 43"
WAYS, BY_PASSWORD, BY_PASSKEY = "/me/ways/", "/me/sign-in/password/", "/me/sign-in/passkey/"
SET, ADD = "/me/ways/password/", "/me/ways/passkeys/add/"
HERE, THERE = "198.51.100.1", "198.51.100.2"


@pytest.fixture
def mine(world: World) -> Visitor:
    """Just signed in by code."""
    browser = Visitor()
    sign_in(browser)
    return browser


@pytest.fixture
def me(mine: Visitor) -> Account:
    return Account.objects.get(kind="citizen")


def choose(browser: Visitor, password: str = PASSWORD) -> str:
    return browser.send(SET, {"new": password, "again": password})


def enter(password: str = PASSWORD, browser: Visitor | None = None, **changes: str) -> int:
    address = changes.pop("address", HERE)
    sent = {**ME, "password": password, **changes}
    return (browser or Visitor()).post(BY_PASSWORD, sent, REMOTE_ADDR=address).status_code


def asked(browser: Visitor) -> str:
    found = re.search(r'data-options="([^"]*)"', browser.page.source)
    assert found, browser.page.text[-500:]
    return unescape(found[1])


def add(browser: Visitor, device: Device, name: str = "我的手机") -> str:
    browser.read(ADD)
    return browser.send(ADD, {"answer": device.create(asked(browser)), "name": name})


def by_device(device: Device, browser: Visitor | None = None, door: str = BY_PASSKEY) -> Visitor:
    browser = browser or Visitor()
    browser.read(door)
    browser.post(door, {"answer": device.sign(asked(browser))})
    return browser


def is_in(browser: Visitor) -> bool:
    return browser.get("/me/").status_code == 200


# --- a password


def test_a_password_is_set_by_who_just_typed_a_code_and_opens_the_door(mine: Visitor) -> None:
    assert choose(mine) == WAYS
    browser = Visitor()
    assert enter(browser=browser) == 302
    assert is_in(browser)


def test_the_page_says_what_is_set_up(mine: Visitor) -> None:
    assert "可以不设" in mine.read(WAYS).text
    choose(mine)
    add(mine, Device())
    text = mine.read(WAYS).text
    assert "设过了" in text
    assert "我的手机" in text


def test_the_owner_is_told_by_message(mine: Visitor, me: Account) -> None:
    choose(mine)
    row = ShortMessage.objects.get(subject=f"ways/{me.pk}")
    assert row.phone == ME["phone"]
    assert "刚设了登录密码" in sms_text(row)


def test_another_device_that_comes_in_by_password_is_told_too(mine: Visitor) -> None:
    choose(mine)
    enter()
    assert ShortMessage.objects.filter(subject__startswith="devices/").count() == 1


def test_the_code_stays_the_way_back(mine: Visitor) -> None:
    choose(mine)
    PhoneCode.objects.all().delete()  # the budget of codes is not what is tested
    browser = Visitor()
    sign_in(browser)
    assert choose(browser, OTHER) == WAYS
    assert (enter(PASSWORD), enter(OTHER)) == (422, 302)


def test_a_new_password_ends_every_other_sign_in(mine: Visitor, me: Account) -> None:
    other = signed_in(me)
    choose(mine)
    assert (is_in(mine), is_in(other)) == (True, False)


@pytest.mark.parametrize("bad", ["短", "password", "12345678", "手机" + ME["phone"]])
def test_a_bad_password_is_refused_at_its_field(mine: Visitor, me: Account, bad: str) -> None:
    mine.send(SET, {"new": bad, "again": bad}, status=422)
    me.refresh_from_db()
    assert not me.has_usable_password()


def test_a_password_taken_away_opens_nothing(mine: Visitor, me: Account) -> None:
    choose(mine)
    me.refresh_from_db()
    other = signed_in(me)
    assert mine.send("/me/ways/password/remove/") == WAYS
    assert enter() == 422
    assert (is_in(mine), is_in(other)) == (True, False)


@pytest.mark.parametrize("path", [SET, "/me/ways/password/remove/", ADD])
def test_a_screen_left_open_changes_nothing(
    mine: Visitor, me: Account, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=10))
    assert mine.send(path, {"new": PASSWORD, "again": PASSWORD}) == "/me/ways/prove/"
    me.refresh_from_db()
    assert not me.has_usable_password()


def test_a_code_to_ones_own_telephone_proves_it_again(
    mine: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=10))
    assert mine.send("/me/ways/prove/") == "/me/ways/prove/"
    code = PhoneCode.objects.latest("pk")
    assert "改登录方式" in ShortMessage.objects.get(proof=code).text
    mine.send("/me/ways/prove/", {"code": "000000"}, status=422)
    assert mine.send("/me/ways/prove/", {"code": digits(code)}) == WAYS
    assert choose(mine) == WAYS


def test_who_came_in_by_password_proves_the_telephone_first(mine: Visitor) -> None:
    choose(mine)
    browser = Visitor()
    enter(browser=browser)
    assert browser.send(SET, {"new": OTHER, "again": OTHER}) == "/me/ways/prove/"


# --- who is not let in


def test_whatever_is_wrong_has_the_same_answer(mine: Visitor) -> None:
    choose(mine)
    account_of_phone(phone="13800000005", name="没设密码的人")
    tried = (
        {},
        {"phone": "13900000009"},
        {"name": "外人"},
        {"phone": "13800000005", "name": "没设密码的人"},
    )
    answers = set()
    for changes in tried:
        browser, sent = Visitor(), {**ME, "password": "x", **changes}
        browser.send(BY_PASSWORD, sent, status=422)
        answers.add(re.sub("|".join(map(str, sent.values())), "", browser.page.text))
    assert len(answers) == 1


def test_nothing_typed_is_lost_but_the_password(visitor: Visitor) -> None:
    visitor.send(BY_PASSWORD, {**ME, "password": "x"}, status=422)
    fields = visitor.page.fields
    kept = {key: fields[key] for key in (*ME, "password")}
    assert kept == {**{key: [value] for key, value in ME.items()}, "password": [""]}


def test_five_wrong_tries_and_the_owner_still_gets_in_from_elsewhere(
    mine: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3: as for staff."""
    choose(mine)
    assert [enter("x") for _ in range(6)] == [422] * 5 + [429]
    assert (enter(), enter(address=THERE)) == (429, 302)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=15))
    assert enter() == 302


def test_an_address_guesses_thirty_times_an_hour_at_both_doors_together(mine: Visitor) -> None:
    browser = Visitor()
    for number in range(15):
        sent = {"username": f"name-{number}", "password": "x"}
        assert browser.post("/login/", sent, REMOTE_ADDR=HERE).status_code == 422
    statuses = [enter("x", phone=f"138000001{number:02}") for number in range(16)]
    assert statuses == [422] * 15 + [429]


def test_no_telephone_is_kept_of_those_who_tried(mine: Visitor) -> None:
    enter("x")
    assert ME["phone"] not in str(list(Spending.objects.values()))


def test_a_citizens_password_opens_no_door_of_staff(mine: Visitor, me: Account) -> None:
    choose(mine)
    sent = {"username": me.username, "password": PASSWORD}
    assert "不对" in Visitor().send("/login/", sent, status=422)


def test_a_closed_account_is_not_let_in_by_password_or_passkey(mine: Visitor, me: Account) -> None:
    device = Device()
    choose(mine)
    add(mine, device)
    Account.objects.filter(pk=me.pk).update(is_active=False)
    assert enter() == 422
    assert not is_in(by_device(device))


@pytest.mark.parametrize("path", [WAYS, SET, ADD, "/me/ways/prove/"])
def test_an_outsider_is_asked_to_sign_in(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).headers["Location"] == "/me/sign-in/"


@pytest.mark.parametrize("door", [BY_PASSWORD, BY_PASSKEY])
def test_who_is_in_already_and_staff_are_sent_on(world: World, mine: Visitor, door: str) -> None:
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    assert [one.get(door).headers["Location"] for one in (mine, clerk)] == ["/me/sign-in/"] * 2


# --- passkeys


def test_a_passkey_opens_the_citizens_door_alone(mine: Visitor) -> None:
    device = Device()
    assert add(mine, device) == WAYS
    assert is_in(by_device(device))
    staff = by_device(device, door="/login/passkey/")
    assert staff.get("/desk/").status_code == 302
    assert not is_in(staff)


def test_a_passkey_of_staff_opens_no_citizens_door(world: World, mine: Visitor) -> None:
    device, account = Device(), world.accounts[("window-clerk", YE)]
    add(mine, device)
    Passkey.objects.update(account=account)
    browser = by_device(device)
    assert not is_in(browser)
    assert not SignIn.objects.filter(account=account).exists()


def test_on_ones_own_device_a_passkey_signs_in_for_thirty_days(
    mine: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, browser = Device(), Visitor()
    add(mine, device)
    browser.read(BY_PASSKEY)
    sent = {"answer": device.sign(asked(browser)), "own_device": "yes"}
    assert browser.send(BY_PASSKEY, sent) == "/me/"
    stop_the_clock(monkeypatch, NOW + timedelta(days=3))
    assert is_in(browser)


def test_a_passkey_that_was_removed_opens_nothing(mine: Visitor) -> None:
    device = Device()
    add(mine, device)
    opened = by_device(device)
    key = Passkey.objects.get()
    assert mine.send(f"/me/ways/passkeys/{key.pk}/remove/") == WAYS
    assert not is_in(by_device(device))
    assert (is_in(mine), is_in(opened)) == (True, False)


def test_somebody_elses_passkey_is_not_there(mine: Visitor) -> None:
    add(mine, Device())
    outsider = Visitor()
    sign_in(outsider, name="外人", phone="13900000009")
    key = Passkey.objects.get()
    assert outsider.post(f"/me/ways/passkeys/{key.pk}/remove/").status_code == 404
    assert Passkey.objects.count() == 1


def test_an_answer_that_is_none_is_refused_and_the_name_is_kept(mine: Visitor) -> None:
    mine.read(ADD)
    text = mine.send(ADD, {"answer": "{}", "name": "家里电脑"}, status=422)
    assert "没有添加成" in text
    assert mine.page.fields["name"] == ["家里电脑"]
    assert not Passkey.objects.exists()


def test_the_device_shows_whose_key_it_is_without_the_whole_number(mine: Visitor) -> None:
    mine.read(ADD)
    assert "138****0001" in asked(mine)
    assert ME["phone"] not in asked(mine)


def test_the_page_asked_for_comes_after_signing_in_by_password(mine: Visitor) -> None:
    choose(mine)
    browser = Visitor()
    browser.get("/me/family/")
    assert browser.send(BY_PASSWORD, {**ME, "password": PASSWORD}) == "/me/family/"


def test_proof_is_gone_with_signing_out(mine: Visitor, me: Account) -> None:
    mine.send("/me/sign-out/")
    mine.force_login(me)
    assert mine.send(SET, {"new": PASSWORD, "again": PASSWORD}) == "/me/ways/prove/"


def test_a_code_for_signing_in_somewhere_else_proves_nothing(
    mine: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=10))
    code = ask_code(Visitor())
    mine.send("/me/ways/prove/", {"code": code}, status=200)
    assert mine.send(SET, {"new": PASSWORD, "again": PASSWORD}) == "/me/ways/prove/"
