"""Codes that prove who holds a telephone, and the accounts that stand on them.

A telephone proves itself and nothing else: it is shared at home and passed on by the carrier. So an
account is of a number and a name together, and what it opens is decided where the matters are.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from santai.capabilities.people.actions.particulars import CHECKS
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account, PhoneCode
from santai.capabilities.rows import one_at_a_time
from santai.catalogue import identity
from santai.kernel.errors import Invalid, TooMany
from santai.kernel.numbers import plain, six_digits

GOOD_FOR = timedelta(minutes=5)
MOST_TRIES = 5
LONGEST_NAME = 60  # of an account
# Text messages to one telephone, whoever asks for them: it may be somebody else's.
BUDGETS = ((timedelta(minutes=1), 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
KEPT = timedelta(days=2)


def mobile(text: str) -> str:
    """A mobile number as it is stored. Raises ValueError."""
    number = identity.phone(text)
    if len(number) != 11 or not number.startswith("1"):
        raise ValueError(_("请填写 11 位的手机号，验证码发到这个手机上。"))
    return number


def name_and_mobile(name: str, phone: str) -> tuple[str, str]:
    """Both as they are stored; raises Invalid naming each that is wrong."""
    wrong, cleaned = {}, {}
    for key, check, text in (("name", CHECKS["name"], name), ("phone", mobile, phone)):
        try:
            cleaned[key] = check(text)
        except ValueError as error:
            wrong[key] = str(error)
    if len(cleaned.get("name", "")) > LONGEST_NAME:
        wrong["name"] = _("太长了，请写在 60 个字以内。")
    if wrong:
        raise Invalid(wrong)
    return cleaned["name"], cleaned["phone"]


def make_code(*, phone: str, purpose: str, at: datetime) -> PhoneCode:
    """A new code for this telephone. Raises TooMany when it had too many, known here or not."""
    with transaction.atomic():
        one_at_a_time(f"codes:{phone}")  # asking in parallel buys no more of them
        if wait := pause(phone, at=at):
            raise TooMany(_("验证码发得太勤了，请过一会儿再试。着急的请打 12348。"), wait)
        return PhoneCode.objects.create(
            phone=phone, purpose=purpose, salt=secrets.token_hex(16), at=at
        )


def pause(phone: str, *, at: datetime) -> timedelta:
    """How long until this telephone may have another code; nothing when it may have one now."""
    sent = PhoneCode.objects.filter(phone=phone, at__gt=at - BUDGETS[-1][0])
    before = list(sent.order_by("-at").values_list("at", flat=True))
    waits = [before[most - 1] + window - at for window, most in BUDGETS if len(before) >= most]
    return max([timedelta(), *waits])


def digits(code: PhoneCode) -> str:
    """What the text message says."""
    return six_digits(settings.SECRET_KEY.encode(), f"phone {code.purpose} {code.phone}", code.salt)


def digits_of(code_id: int) -> str:
    """What the text message with this code says; for a demonstration, where none is sent."""
    return digits(PhoneCode.objects.get(pk=code_id))


def use_code(code_id: int, *, purpose: str, typed: str, at: datetime) -> PhoneCode | None:
    """The code, used up, when it is the right one, in time, and not tried too often; else None."""
    fresh = PhoneCode.objects.filter(
        pk=code_id, purpose=purpose, used_at=None, at__gt=at - GOOD_FOR, tries__lt=MOST_TRIES
    )
    if not fresh.update(tries=F("tries") + 1):
        return None
    code = PhoneCode.objects.get(pk=code_id)
    if not hmac.compare_digest(plain(typed).encode(), digits(code).encode()):
        return None
    used = PhoneCode.objects.filter(pk=code_id, used_at=None).update(used_at=at)
    return code if used else None


def account_of_phone(*, phone: str, name: str) -> Account:
    """The account of whoever uses this telephone under this name, made at the first time."""
    account, _made = Account.objects.get_or_create(
        phone=phone,
        name=name,
        defaults={
            "username": f"phone-{uuid4().hex}",
            "kind": AccountKind.CITIZEN,
            "password": make_password(None),  # nobody signs in to it by password
        },
    )
    return account


def forget_codes(*, at: datetime) -> int:
    """Delete codes that count for nothing any more; gives how many."""
    deleted, _each = PhoneCode.objects.filter(at__lte=at - KEPT).delete()
    return deleted
