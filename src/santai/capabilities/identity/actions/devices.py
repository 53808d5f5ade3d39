"""On which devices a citizen has signed in before."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from santai.capabilities.identity.models import Device
from santai.capabilities.people.models import Account
from santai.capabilities.rows import one_at_a_time


def seen(account: Account, token: str, *, at: datetime) -> int | None:
    """Note the device; gives its key when it is another one than those known: not for the first of all."""
    digest = sha256(f"{account.pk} {token}".encode()).hexdigest()
    with transaction.atomic():
        one_at_a_time(f"devices:{account.pk}")
        known = set(Device.objects.filter(account=account).values_list("digest", flat=True))
        if digest in known:
            return None
        device = Device.objects.create(account=account, digest=digest, first=at)
    return device.pk if known else None
