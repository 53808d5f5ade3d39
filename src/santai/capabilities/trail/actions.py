"""Adding to the trail: in the transaction of what it tells, so that neither is there without the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.trail.enums import Kind
from santai.capabilities.trail.models import Entry

NATION = "000000000000"
STAFF = "staff"


class Acting(Protocol):
    """Whoever acts: an actor of `people`, which stands above."""

    @property
    def account_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


def note(
    kind: Kind,
    *,
    actor: Acting,
    region: str = "",
    about: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """One line. The moment is the server's unless the deed has one of its own."""
    return Entry.objects.create(
        at=at or timezone.now(),
        kind=kind,
        actor=actor.account_id,
        actor_name=actor.name[:120],
        about=about[:200],
        region=region or NATION,
        reason=reason[:300],
        data=dict(data or {}),
    )


class _Person:
    """An account as who acts."""

    def __init__(self, account: Any) -> None:
        self.account_id: int | None = account.pk
        self.name = f"{account.name}（{account.username}）"


class _Unknown:
    account_id = None
    name = "—"


def _of_staff(user: Any) -> bool:
    return getattr(user, "kind", "") == STAFF


def _region(user: Any) -> str:
    """Where somebody works: of the latest post; whoever never had one concerns the whole country."""
    found: str | None = user.posts.order_by("-pk").values_list("region", flat=True).first()
    return found or NATION


def _where(request: HttpRequest | None) -> dict[str, str]:
    return {"address": request.META.get("REMOTE_ADDR", "")[:45]} if request else {}


def signed_in(*, request: HttpRequest, user: Any, **_more: Any) -> None:
    if _of_staff(user):
        note(Kind.SIGNED_IN, actor=_Person(user), region=_region(user), data=_where(request))


def signed_out(*, request: HttpRequest, user: Any, **_more: Any) -> None:
    if _of_staff(user):
        note(Kind.SIGNED_OUT, actor=_Person(user), region=_region(user), data=_where(request))


def refused(
    *, credentials: Mapping[str, Any], request: HttpRequest | None = None, **_more: Any
) -> None:
    """Of a name that there is: what else is typed there may be somebody's password."""
    from django.contrib.auth import get_user_model

    name = str(credentials.get("username", ""))
    accounts = get_user_model()._default_manager
    user = accounts.filter(username=name).first() if name and "\0" not in name else None
    if user is None or not _of_staff(user):
        return
    with transaction.atomic():
        about = _("用户名 %(name)s") % {"name": name}
        note(
            Kind.REFUSED, actor=_Unknown(), about=about, region=_region(user), data=_where(request)
        )


def listen() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="trail.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="trail.signed_out")
    user_login_failed.connect(refused, dispatch_uid="trail.refused")
