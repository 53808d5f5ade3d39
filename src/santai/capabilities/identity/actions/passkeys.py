"""Passkeys (WebAuthn Level 2): a device signs a challenge of ours, for the site it was made for and for no other.

What is checked: the challenge is the one just given, here and once; the origin is this site; the signature fits; the
device's counter went forward, where it has one. Which maker built the device is not asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from santai.capabilities.identity.actions.sign_ins import end_others
from santai.capabilities.identity.models import Passkey
from santai.capabilities.identity.queries import passkeys_of
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.masking import mask_phone
from santai.capabilities.people.models import Account
from santai.capabilities.rows import one_at_a_time
from santai.kernel.errors import Conflict, Invalid, Missing

NAME = "三台"
LONGEST_NAME = 40
LARGEST = 20_000  # signs of an answer
MOST = 10  # of one account
State = dict[str, Any]  # what has to be remembered in the browser's session until the answer comes


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is, as it says itself: `https://legal.example.gov.cn`."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def server(self) -> Fido2Server:
        party = PublicKeyCredentialRpEntity(id=self.host, name=NAME)
        return Fido2Server(party, verify_origin=self.origin_fits)

    def origin_fits(self, said: str) -> bool:
        return said == self.origin


def begin_adding(account: Account, site: Site) -> tuple[str, State]:
    """What the browser is asked for, as JSON, and what to remember until it answers."""
    user = PublicKeyCredentialUserEntity(
        id=_handle(account), name=_label(account), display_name=account.name
    )
    options, state = site.server.register_begin(
        user,
        [_named(one) for one in passkeys_of(account, site.host)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options.public_key)), state


def finish_adding(
    account: Account, site: Site, state: State, *, answer: str, name: str, at: datetime
) -> Passkey:
    """Raises Invalid for an answer that is none, Conflict when there is one already, or too many."""
    try:
        made = site.server.register_complete(state, _read(answer)).credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Invalid({"answer": _("通行密钥没有添加成。请再试一次。")}) from wrong
    if made is None:
        raise Invalid({"answer": _("通行密钥没有添加成。请再试一次。")})
    try:
        with transaction.atomic():
            one_at_a_time(f"passkeys:{account.pk}")  # two at once are not counted past each other
            if len(passkeys_of(account)) >= MOST:
                raise Conflict(_("通行密钥太多了，请先移除不用的。"))
            return Passkey.objects.create(
                account=account,
                name=name.strip()[:LONGEST_NAME] or _("通行密钥"),
                host=site.host,
                credential=made.credential_id,
                public=bytes(made),
                made=at,
            )
    except IntegrityError as twice:
        raise Conflict(_("这个通行密钥已经添加过了。")) from twice


def begin(site: Site, account: Account | None = None) -> tuple[str, State]:
    """Ask for a signature: of one of this account's, as the second step; or of anybody's who then proves by finger,
    face or number that the device is theirs, instead of a password."""
    if account is None:
        known, proof = None, UserVerificationRequirement.REQUIRED
    else:
        known = [_named(one) for one in passkeys_of(account, site.host)]
        proof = UserVerificationRequirement.PREFERRED
    options, state = site.server.authenticate_begin(known, proof)
    return json.dumps(dict(options.public_key)), state


def finish(
    site: Site, state: State, *, answer: str, at: datetime, account: Account | None = None
) -> Account | None:
    """Whose passkey signed this; nobody's when anything about it is wrong."""
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        held = Passkey.objects.select_related("account").filter(
            Q() if account is None else Q(account=account),
            credential=response.raw_id,
            host=site.host,
        )
        key = held.first()
        if key is None:
            return None
        site.server.authenticate_complete(
            state, [AttestedCredentialData(bytes(key.public))], response
        )
        counter = response.response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return key.account if _used(key, state, counter, at) else None


def _used(key: Passkey, state: State, counter: int, at: datetime) -> bool:
    """Once for each challenge, and with a counter that went forward: a copy of the device, or of what it said,
    is found by the one that comes second, of two at the same moment too."""
    challenge = hashlib.sha256(state["challenge"].encode()).hexdigest()
    forward = Q(counter__lt=counter) if counter else Q(counter=0)
    fresh = Passkey.objects.filter(forward, pk=key.pk).exclude(answered=challenge)
    return bool(fresh.update(counter=counter, answered=challenge, used=at))


def remove(account: Account, passkey: int, *, here: int | None) -> None:
    """It opens nothing any more; nor does what it opened elsewhere."""
    deleted, _each = Passkey.objects.filter(pk=passkey, account=account).delete()
    if not deleted:
        raise Missing
    end_others(account, but=here)


def _read(answer: str) -> Mapping[str, Any]:
    if len(answer) > LARGEST:
        raise ValueError(len(answer))
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError(answer[:20])
    return read


def _named(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(key.credential)
    )


def _label(account: Account) -> str:
    """By which its owner knows the account again among others on the device."""
    citizen = account.kind == AccountKind.CITIZEN
    return mask_phone(account.phone) if citizen else account.username


def _handle(account: Account) -> bytes:
    """How the device tells accounts apart; says nothing of the person."""
    return hashlib.sha256(f"passkey {account.pk} {settings.SECRET_KEY}".encode()).digest()
