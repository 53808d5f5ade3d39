"""Keys with which partner systems sign in. Only a digest is stored; the key is shown once.

Every key ends. While it is changed a partner has two: the new one is put in place, then the old one is revoked.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, actor_with_key, require
from santai.capabilities.people.actions.accounts import must_administer, note_about
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account, ApiKey
from santai.capabilities.people.queries import valid_keys
from santai.capabilities.places.actions import fields_must_fit
from santai.capabilities.trail.enums import Kind
from santai.kernel.errors import Conflict, Invalid
from santai.kernel.workdays import ZONE

SHOWN = 8  # characters of the key that lists may show
LASTS = timedelta(days=365)
AT_ONCE = 2  # one in use and one to change over to


def issue_api_key(
    *, actor: Actor, account: Account, name: str, now: datetime, expires: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key of a partner's account, and its text, which cannot be had again. It ends after a year unless
    told otherwise. Raises Conflict while there are two: a third would be one that nobody looks after."""
    must_administer(actor, account, right="authorise", on=now.astimezone(ZONE).date())
    if account.kind != AccountKind.PARTNER:
        raise Invalid({"account": _("接口密钥只发给外部系统的账号。")})
    if expires is not None and expires <= now:
        raise Invalid({"expires": _("失效时间已经过去，请另定。")})
    key = _new()
    record = ApiKey(
        account=account,
        name=name.strip(),
        prefix=key[:SHOWN],
        digest=_digest(key),
        created=now,
        expires=expires or now + LASTS,
    )
    fields_must_fit(record)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)  # one counts at a time
        if valid_keys(now).filter(account=account).count() >= AT_ONCE:
            raise Conflict(_("已经有两把有效的密钥。请确认外部系统在用哪一把，先作废另一把。"))
        record.save(force_insert=True)
        note_about(Kind.KEY_ISSUED, actor, account, key=record.prefix)
    return record, key


def revoke_api_key(key: ApiKey, *, actor: Actor) -> None:
    require(actor, "authorise")
    with transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(is_active=False)
        note_about(Kind.KEY_REVOKED, actor, key.account, key=key.prefix)


def authenticate_api_key(key: str, channel: str, *, now: datetime) -> Actor | None:
    """The partner system that has this key, or None; one query."""
    return actor_with_key(_digest(key), channel, now)


def ended(key: str, *, now: datetime) -> datetime | None:
    """When a key that was right has ended by itself; None for every other one. Whoever holds it may know."""
    past = ApiKey.objects.filter(digest=_digest(key), is_active=True, account__is_active=True)
    return past.filter(expires__lte=now).values_list("expires", flat=True).first()


def _new() -> str:
    """256 random bits; not with a dash in front, or its beginning would read like an option."""
    while (key := secrets.token_urlsafe(32)).startswith("-"):
        pass
    return key


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
