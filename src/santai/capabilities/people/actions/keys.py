"""Keys with which partner systems sign in. Only a digest is stored; the key is shown once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from santai.capabilities.people.access import Actor, actor_with_key, require
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account, ApiKey
from santai.kernel.errors import Invalid

SHOWN = 8  # characters of the key that lists may show


def issue_api_key(
    *, actor: Actor, account: Account, name: str, now: datetime, expires: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key of a partner's account, and its text, which cannot be had again."""
    require(actor, "administer")
    if account.kind != AccountKind.PARTNER:
        raise Invalid({"account": "接口密钥只发给外部系统的账号。"})
    key = secrets.token_urlsafe(32)
    record = ApiKey.objects.create(
        account=account,
        name=name,
        prefix=key[:SHOWN],
        digest=_digest(key),
        created=now,
        expires=expires,
    )
    return record, key


def revoke_api_key(key: ApiKey, *, actor: Actor) -> None:
    require(actor, "administer")
    ApiKey.objects.filter(pk=key.pk).update(is_active=False)


def authenticate_api_key(key: str, channel: str, *, now: datetime) -> Actor | None:
    """The partner system that has this key, or None; one query."""
    return actor_with_key(_digest(key), channel, now)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
