"""Where sessions are kept: Django's table of them, tied to who is signed in.

Every reader of a session comes through `load`, so a sign-in that is over, for whichever reason, opens nothing
at the very next request, at any door.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from santai.capabilities.identity.models import Session, SignIn
from santai.capabilities.identity.sealing import seal, unseal
from santai.capabilities.sealing.envelope import Broken

WHAT = "session"  # what it is sealed for
SIGN_IN = "sign_in"  # in the session: the key of its SignIn
# Being here is written at every second with a request, for the limit to be exact. It costs no wait for the
# disk: what a power cut takes is seconds of somebody's idleness. Only as a transaction of its own.
_SEEN = """
WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS set)
UPDATE identity_signin SET seen = %(now)s FROM lazily
WHERE id = %(id)s AND seen < %(now)s AND lazily.set = 'off'
"""


def stored(key: str | None) -> str:
    """The digest under which a browser's key is kept; as long as a key, which is 160 bits of chance."""
    return blake2b((key or "").encode(), digest_size=20).hexdigest()


class SessionStore(db.SessionStore):
    ended: int | None = None  # whose sign-in was found to be over, in this request

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        row = (
            Session.objects.select_related("sign_in")
            .filter(session_key=stored(self.session_key), expire_date__gt=now)
            .first()
        )
        if row is None:
            self._session_key = None
            return {}
        data = self.decode(row.session_data)
        if SIGN_IN not in data and SESSION_KEY not in data:
            return data
        sign_in = row.sign_in if row.sign_in_id == data.get(SIGN_IN) else None
        if sign_in is None or not sign_in.lasts(now) or _lacks_second(sign_in):
            self._end(row, sign_in)
            return {}
        if (now - sign_in.seen).total_seconds() >= 1:
            _note_seen(sign_in, now)
        return data

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What a browser was told lies sealed: while somebody signs in it holds their telephone."""
        sealed = seal(super().encode(session_dict).encode(), WHAT)
        return b64encode(sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Sessions from before they were sealed are read too; what neither opens nor is signed is nothing."""
        with suppress(Broken, ValueError):
            session_data = unseal(b64decode(session_data, validate=True), WHAT).decode()
        return super().decode(session_data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        return Session(
            session_key=stored(row.session_key),
            session_data=row.session_data,
            expire_date=row.expire_date,
            sign_in_id=data.get(SIGN_IN),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=stored(key)).delete()

    def _end(self, row: Session, sign_in: SignIn | None) -> None:
        if sign_in is not None:
            self.ended = sign_in.account_id
            sign_in.delete()
        row.delete()
        self._session_key = None


def _lacks_second(sign_in: SignIn) -> bool:
    """Behind whichever way somebody came in: staff without the second step are not in (S2)."""
    return sign_in.staff and not sign_in.second and not settings.EASY_SIGN_IN


def _note_seen(sign_in: SignIn, now: Any) -> None:
    if connection.in_atomic_block:  # somebody else's transaction, which must stay durable
        SignIn.objects.filter(pk=sign_in.pk, seen__lt=now).update(seen=now)
        return
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"now": now, "id": sign_in.pk})
