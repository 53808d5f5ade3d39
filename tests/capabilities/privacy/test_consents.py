"""PIPL 15: what was agreed to is taken back as easily, at once and at every door."""

from __future__ import annotations

import pytest

from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.tasks import relay
from santai.capabilities.orders.queries import to_call_back
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.models import Account
from santai.capabilities.privacy.actions import say
from santai.capabilities.privacy.models import Consent
from santai.kernel.errors import Missing
from tests import world as w
from tests.capabilities.orders.steps import answered, consult

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(world: w.World) -> Account:
    return account_of_phone(phone=w.APPLICANT["phone"], name=w.APPLICANT["name"])


def texts() -> int:
    return ShortMessage.objects.filter(phone=w.APPLICANT["phone"]).count()


def test_no_text_goes_out_any_more_through_whatever_door_they_came(
    world: w.World, account: Account
) -> None:
    consult(world.staff("window-clerk"))
    say(account=account, use="texts", given=False, at=w.NOW)
    consult(world.staff("hotline-agent", w.CITY))
    w.ask_for_aid()
    relay(w.NOW)
    assert texts() == 0

    say(account=account, use="texts", given=True, at=w.NOW)
    w.ask_for_aid()
    relay(w.NOW)
    assert texts() == 1


def test_nobody_calls_them_back(world: w.World, account: Account) -> None:
    order = answered(world, consult(world.staff("hotline-agent", w.CITY)))
    visitor = world.staff("visitor")
    assert to_call_back(visitor).filter(pk=order.pk).exists()
    say(account=account, use="calls", given=False, at=w.NOW)
    assert not to_call_back(visitor).filter(pk=order.pk).exists()


def test_each_word_on_it_is_kept(account: Account) -> None:
    say(account=account, use="calls", given=False, at=w.NOW)
    say(account=account, use="calls", given=True, at=w.NOW)
    assert list(Consent.objects.order_by("pk").values_list("use", "given")) == [
        ("calls", False),
        ("calls", True),
    ]


def test_of_a_use_there_is_not_nobody_says_anything(account: Account) -> None:
    with pytest.raises(Missing):
        say(account=account, use="advertising", given=True, at=w.NOW)


def test_and_the_outsider_of_the_same_telephone_is_asked_for_themselves(
    world: w.World, account: Account
) -> None:
    """Telephones are shared at home."""
    say(account=account, use="texts", given=False, at=w.NOW)
    consult(world.staff("window-clerk"), applicant={**w.APPLICANT, "name": "家里另一个人"})
    relay(w.NOW)
    assert texts() == 1
