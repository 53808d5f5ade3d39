"""Which passwords are good enough."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from santai.capabilities.people.models import Account


class KindsOfSigns:
    """Of capital letters, small letters, digits and other signs, so many kinds at least.

    One by default: length protects, composition makes people write passwords down. 等保 assessors may ask
    for more (GB/T 22239-2019 8.1.4.1 口令复杂度).
    """

    def __init__(self, least: int = 1) -> None:
        self.least = least

    def validate(self, password: str, user: Account | None = None) -> None:
        if len({_kind(sign) for sign in password}) < self.least:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("大写字母、小写字母、数字、其他符号，至少要有 %(least)d 种。") % {
            "least": self.least
        }


def _kind(sign: str) -> str:
    if sign.isdecimal():
        return "digit"
    if sign.isalpha() and sign.isascii():
        return "capital" if sign.isupper() else "small"
    return "other"
