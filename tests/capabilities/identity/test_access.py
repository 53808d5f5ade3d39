"""Which passwords are good enough, where an installation asks for several kinds of signs."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from santai.capabilities.identity.access import KindsOfSigns


@pytest.mark.parametrize(
    "password", ["Aa1x", "Aa+x", "a1+x", "秋Aa1", "AAAA1+"], ids=lambda password: password
)
def test_three_kinds_are_enough_for_three(password: str) -> None:
    KindsOfSigns(3).validate(password)


@pytest.mark.parametrize("password", ["aaaa", "aB", "123+", "长长的口令abc", ""])
def test_fewer_are_refused_with_what_to_do(password: str) -> None:
    """等保 8.1.4.1."""
    with pytest.raises(ValidationError) as refusal:
        KindsOfSigns(3).validate(password)
    assert refusal.value.messages == ["大写字母、小写字母、数字、其他符号，至少要有 3 种。"]
