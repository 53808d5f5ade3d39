"""The second step of signing in: six digits of an authenticator (TOTP, RFC 6238), or a recovery code."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import date, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions.sign_ins import all_over
from santai.capabilities.identity.models import Credential, Passkey, RecoveryCode
from santai.capabilities.identity.sealing import seal, unseal
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import must_administer
from santai.capabilities.people.actions.accounts import note_about
from santai.capabilities.people.models import Account
from santai.capabilities.trail.enums import Kind
from santai.kernel.errors import Conflict
from santai.kernel.numbers import CODE_ALPHABET, plain

SECONDS, DIGITS = 30, 6
DRIFT = 1  # steps that a clock may be off, either way
ISSUER = "三台"
CODES, SIGNS = 10, 10  # recovery codes; 31^10 is 8e14


def enrol(account: Account) -> tuple[str, str]:
    """A new secret, good for nothing until it is confirmed: in letters to type, and as an address for a QR code."""
    known, _made = Credential.objects.get_or_create(account=account)
    if known.confirmed:
        raise Conflict(_("第二步验证已经启用了。"))
    if not known.secret:  # the page may be loaded again: the same secret, already in the telephone
        known.secret = seal(secrets.token_bytes(20), _purpose(account))
        known.save(update_fields=["secret"])
    key = _key(known, account)
    return base64.b32encode(key).decode(), _totp(key).get_provisioning_uri(account.username, ISSUER)


def confirm(account: Account, *, typed: str, at: datetime) -> list[str] | None:
    """Switch it on with the first right digits; gives the recovery codes, which nobody can see again."""
    with transaction.atomic():
        if not _totp_fits(account, typed, at=at, confirmed=False):
            return None
        Credential.objects.filter(account=account).update(confirmed=at)
        return renew_codes(account)


def check(account: Account, *, typed: str, at: datetime) -> bool:
    """Whether this is the second step; what was used once is refused from then on."""
    return _totp_fits(account, typed, at=at, confirmed=True) or _recovery_fits(account, typed, at)


def renew_codes(account: Account) -> list[str]:
    codes = ["".join(secrets.choice(CODE_ALPHABET) for _ in range(SIGNS)) for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, digest=_digest(account, code)) for code in codes
        )
    return codes


def reset(account: Account, *, actor: Actor, on: date) -> None:
    """For who lost device and codes: they enrol anew at the next sign-in, and are out until then."""
    must_administer(actor, account, on=on)
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        Passkey.objects.filter(account=account).delete()
        Credential.objects.filter(account=account).update(secret=b"", confirmed=None, last_step=0)
        all_over(account=account)
        note_about(Kind.SECOND_RESET, actor, account)


def digits_at(account: Account, *, at: datetime) -> str:
    """What the device of this account shows; for a demonstration, where nobody has the device."""
    known = Credential.objects.get(account=account)
    return _totp(_key(known, account)).generate(int(at.timestamp())).decode()


def _totp_fits(account: Account, typed: str, *, at: datetime, confirmed: bool) -> bool:
    known = Credential.objects.filter(account=account, confirmed__isnull=not confirmed).first()
    digits = plain(typed)
    if known is None or not known.secret or len(digits) != DIGITS:
        return False
    totp, now = _totp(_key(known, account)), int(at.timestamp()) // SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * SECONDS), digits.encode()):
            # one of two who send the same digits at once, and nobody who sends them later
            fresh = Credential.objects.filter(pk=known.pk, last_step__lt=step)
            return bool(fresh.update(last_step=step))
    return False


def _recovery_fits(account: Account, typed: str, at: datetime) -> bool:
    left = RecoveryCode.objects.filter(
        account=account, digest=_digest(account, plain(typed)), used_at=None
    )
    return bool(left.update(used_at=at))


def _digest(account: Account, code: str) -> str:
    return sha256(f"{account.pk} {code}".encode()).hexdigest()


def _purpose(account: Account) -> str:
    return f"totp {account.pk}"


def _key(known: Credential, account: Account) -> bytes:
    return unseal(bytes(known.secret), _purpose(account))


def _totp(key: bytes) -> TOTP:
    return TOTP(key, DIGITS, SHA1(), SECONDS)  # noqa: S303  what every authenticator speaks
