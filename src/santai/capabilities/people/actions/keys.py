"""Keys with which partner systems sign in. Only a digest is stored; the key is shown once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from santai.capabilities.people.access import Actor, require
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account, ApiKey
from santai.kernel.errors import Invalid

# In SQL because it stands before every request of every partner.
_OWNER = """
SELECT account.* FROM people_apikey AS key
JOIN people_account AS account ON account.id = key.account_id
WHERE key.digest = %s AND key.is_active AND account.is_active
    AND (key.expires IS NULL OR key.expires > %s)
"""
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


def authenticate_api_key(key: str, *, now: datetime) -> Account | None:
    """The partner's account, or None; one query.

    The digest is found by an index: 256 random bits cannot be guessed from how long that takes.
    """
    return next(iter(Account.objects.raw(_OWNER, [_digest(key), now])), None)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
