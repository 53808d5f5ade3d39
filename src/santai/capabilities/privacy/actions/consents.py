"""Agreeing to a use and taking it back: as easily the one as the other, at once and at every door (PIPL 15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from santai.capabilities.people.actions.parties import decline
from santai.capabilities.people.models import Account
from santai.capabilities.privacy.enums import Use
from santai.capabilities.privacy.models import Consent
from santai.kernel.errors import Missing

COLUMNS = {Use.TEXTS: "no_texts", Use.CALLS: "no_calls"}


def say(*, account: Account, use: str, given: bool, at: datetime) -> None:
    """What this person says of a use from now on; saying the same again changes nothing. Raises Missing."""
    if use not in Use.values:
        raise Missing
    with transaction.atomic():
        Consent.objects.create(account=account, use=use, given=given, at=at)
        decline(account, COLUMNS[Use(use)], declined=not given)
