"""Asking the witness to sign that our newest checkpoint continues the one it knows (C2SP tlog-witness)."""

from __future__ import annotations

import base64
import logging
from datetime import datetime

import httpx
from django.conf import settings

from santai.capabilities.ledger.actions.sequencer import alarm
from santai.capabilities.ledger.models import Checkpoint, Cosignature
from santai.capabilities.ledger.queries.tiles import Tiles
from santai.kernel.notes import PublicKey, signatures

PATIENCE = 10.0  # seconds
log = logging.getLogger(__name__)


def ask(*, at: datetime, client: httpx.Client | None = None) -> bool:
    """Whether the newest checkpoint has the witness' signature now. A refusal is an alarm, silence is not:
    it asks again with the next checkpoint."""
    newest = Checkpoint.objects.first()
    if not settings.WITNESS or newest is None:
        return False
    if newest.cosignatures.exists():
        return True
    known = Checkpoint.objects.filter(cosignatures__isnull=False).first()
    old = known.size if known else 0
    try:
        with client or httpx.Client(timeout=PATIENCE) as http:
            answer = _asked(http, newest, old)
            known_to_it = answer.text.strip()
            if answer.status_code == httpx.codes.CONFLICT and known_to_it.isdecimal():
                # Its answer to an earlier question was lost: prove from what it knows.
                answer = _asked(http, newest, min(int(known_to_it), newest.size))
    except httpx.HTTPError as error:
        log.warning("ledger: the witness does not answer: %s", type(error).__name__)
        return False
    return _kept(newest, answer, at)


def _asked(http: httpx.Client, newest: Checkpoint, old: int) -> httpx.Response:
    proof = Tiles(newest.suite).tree.consistency(old, newest.size)
    lines = [f"old {old}", *(base64.b64encode(node).decode() for node in proof), "", newest.note]
    return http.post(f"{settings.WITNESS.rstrip('/')}/add-checkpoint", content="\n".join(lines))


def _kept(newest: Checkpoint, answer: httpx.Response, at: datetime) -> bool:
    if answer.status_code >= 500:
        log.warning("ledger: the witness is out of order: %s", answer.status_code)
        return False
    if answer.status_code != httpx.codes.OK:
        alarm(f"见证方拒绝为检查点 {newest.size} 签名（{answer.status_code}）", at=at)
        return False
    key = PublicKey.read(settings.WITNESS_KEY)
    line = answer.text
    if not signatures(f"\n\n{line}", key):
        alarm(f"见证方为检查点 {newest.size} 给的不是它的签名", at=at)
        return False
    Cosignature.objects.create(checkpoint=newest, line=line, at=at)
    return True
