"""A new key for the ledger: an act of two people (GB/T 39786; four eyes).

The log goes on: the same tree, the same name, another key. What was signed before is verified by the former public
key, which stays published; the former private key is gone. The witness is told the new key by its own operator
(`santai-witness trust --instead`), for whoever could tell it from here could also fork the log.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from santai.capabilities.approvals.models import Agreement
from santai.capabilities.ledger.actions import keys
from santai.capabilities.ledger.actions.sequencer import LOCK
from santai.capabilities.ledger.models import KeyChange
from santai.kernel.errors import Forbidden
from santai.kernel.notes import PublicKey

PURPOSE = "ledger-key"
FRESH = timedelta(days=1)  # what two people agreed on longer ago they agree on again


def rotate(approval: Agreement, *, at: datetime) -> PublicKey:
    """Replace the signing key. Raises Forbidden without the agreement of two people about this very thing."""
    if approval.purpose != PURPOSE or not approval.reason.strip():
        raise Forbidden(_("这份同意不是为换账本钥匙作出的。"))
    if not approval.asked_by or not approval.allowed_by or approval.asked_by == approval.allowed_by:
        raise Forbidden(_("换账本钥匙要两个人：一人提出，另一人同意。"))
    if not timedelta() <= at - approval.allowed_at <= FRESH:
        raise Forbidden(_("这份同意已经过期，请重新提出。"))
    with transaction.atomic():
        with connection.cursor() as cursor:  # no checkpoint is signed while the files change
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        old, new = keys.replace()
        KeyChange.objects.create(
            at=at,
            old=str(old),
            new=str(new),
            asked_by=approval.asked_by,
            allowed_by=approval.allowed_by,
            reason=approval.reason[:200],
        )
    return new
