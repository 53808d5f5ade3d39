"""What is asked about sign-ins, passwords and second steps."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from santai.capabilities.identity.models import Credential, Passkey, RecoveryCode, Sifting, SignIn
from santai.capabilities.people.models import Account

PASSWORD, SECOND, ENROL = "password", "second", "enrol"


def sign_ins_of(account: Account, *, at: datetime) -> list[SignIn]:
    """Where somebody is signed in, the latest used first."""
    found = SignIn.objects.filter(account=account).order_by("-seen", "-pk")
    return [one for one in found if one.lasts(at)]


def sign_in_of(request: HttpRequest) -> int | None:
    """The one that this request belongs to."""
    return request.session.get("sign_in")


def has_authenticator(account: Account) -> bool:
    return Credential.objects.filter(account=account, confirmed__isnull=False).exists()


def passkeys_of(account: Account, host: str = "") -> list[Passkey]:
    """All of them, or those that work on this host."""
    found = Passkey.objects.filter(account=account).order_by("made", "pk")
    return list(found.filter(host=host) if host else found)


def recovery_codes_left(account: Account) -> int:
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def to_be_sifted() -> Q:
    """Of orders: came with many like it, and nobody has looked at it yet."""
    return Q(Exists(Sifting.objects.filter(order=OuterRef("pk"), done_at=None)))


def sifting_of(order: int) -> Sifting | None:
    return Sifting.objects.filter(order=order, done_at=None).first()


def alike(sifting: Sifting) -> QuerySet[Sifting]:
    """Those from the same source that nobody has looked at either."""
    return Sifting.objects.filter(source=sifting.source, done_at=None).exclude(pk=sifting.pk)


def lacking(account: Account) -> tuple[str, ...]:
    """What stands between the right password and being in, in the order in which it is done."""
    known = Credential.objects.filter(account=account).first() or Credential()
    second = known.confirmed or Passkey.objects.filter(account=account).exists()
    steps = []
    if second:
        steps.append(SECOND)
    if not known.own_password and not settings.EASY_SIGN_IN:
        steps.append(PASSWORD)
    if not second and not settings.EASY_SIGN_IN:
        steps.append(ENROL)
    return tuple(steps)
