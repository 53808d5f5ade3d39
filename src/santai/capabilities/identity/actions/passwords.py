"""Passwords that people choose for themselves (SEC-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions import budgets
from santai.capabilities.identity.actions.sign_ins import end_others
from santai.capabilities.identity.models import Credential, UsedPassword
from santai.capabilities.people.models import Account
from santai.kernel.errors import Conflict, Invalid

REMEMBERED = 5


def whose(
    request: HttpRequest,
    *,
    named: str,
    username: str,
    password: str,
    kind: str,
    words: str,
    at: datetime,
) -> Account | None:
    """Who signs in with this password, of this kind of people; nobody when anything about it is wrong.

    `named`: what was typed of who it is, by which guesses are counted whether there is a `username` to it or not.
    Django hashes a password for names that nobody has too, so that time tells nothing about who is known. Raises
    TooMany, in these words, before the password is looked at.
    """
    address = request.META.get("REMOTE_ADDR", "")
    of = f"{named.strip()} {address}"
    budgets.must_spend(budgets.PASSWORD_OF, of, words, at=at)
    budgets.must_spend(budgets.PASSWORD_FROM, address, words, at=at)
    account = authenticate(request, username=username, password=password)
    if account is None or account.kind != kind:
        return None
    mine = budgets.give_back(budgets.PASSWORD_OF, of)
    budgets.give_back(budgets.PASSWORD_FROM, address, latest=mine)
    return account


def given(*, account: Account, **_: Any) -> None:
    """Somebody else chose the password: it is good for choosing one's own."""
    Credential.objects.update_or_create(account=account, defaults={"own_password": False})


def choose(account: Account, *, new: str, again: str, at: datetime, here: int | None) -> None:
    """A new password by the person. Every sign-in but the one `here` is over.

    Raises Conflict when it was changed meanwhile: of two who knew the old one at the same moment one has the account.
    """
    wrong = {}
    if problem := _problem(account, new):
        wrong["new"] = problem
    elif new != again:
        wrong["again"] = _("两次写的不一样，请再写一遍。")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        if account.has_usable_password():
            UsedPassword.objects.create(account=account, hash=account.password, at=at)
        _replace(account, new)
        Credential.objects.update_or_create(account=account, defaults={"own_password": True})
        end_others(account, but=here)
        old = UsedPassword.objects.filter(account=account).order_by("-at", "-pk")
        forgotten = list(old.values_list("pk", flat=True)[REMEMBERED:])
        UsedPassword.objects.filter(pk__in=forgotten).delete()


def change(
    account: Account, *, old: str, new: str, again: str, at: datetime, here: int | None
) -> None:
    if not check_password(old, account.password):
        raise Invalid({"old": _("现在的密码不对。")})
    choose(account, new=new, again=again, at=at, here=here)


def drop(account: Account, *, here: int | None) -> None:
    """No password any more: in by the other ways only. Every sign-in but the one `here` is over."""
    with transaction.atomic():
        _replace(account, None)
        end_others(account, but=here)


def _replace(account: Account, new: str | None) -> None:
    before = account.password
    account.set_password(new)
    unchanged = Account.objects.filter(pk=account.pk, password=before)
    if not unchanged.update(password=account.password):
        raise Conflict(_("密码刚在别处换过了，请重新登录再看。"))


def _problem(account: Account, password: str) -> str:
    """What is wrong with it, in words; nothing where it is good."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        return "".join(error.messages)
    used = UsedPassword.objects.filter(account=account).order_by("-at", "-pk")
    hashes = [account.password, *used.values_list("hash", flat=True)[:REMEMBERED]]
    if any(check_password(password, one) for one in hashes):
        return _("这个密码用过了，请换一个没用过的。")
    return ""
