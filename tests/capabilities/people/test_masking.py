"""What lists show of names and numbers (SEC; personal data masked by default)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.people.access import masked_actor
from santai.capabilities.people.masking import (
    STAR,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_surname,
)
from santai.capabilities.people.models import Party

MASKS = [mask_name, mask_surname, mask_id_number, mask_phone]


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (mask_name, "", ""),
        (mask_name, "张", "*"),
        (mask_name, "张三", "张*"),
        (mask_name, "张小三", "张*三"),
        (mask_name, "阿不都·买买提", "阿*****提"),
        (mask_surname, "张小三", "张**"),
        (mask_id_number, "410421199003071234", "4104**********1234"),
        (mask_id_number, "E12345678", "E1*****78"),
        (mask_id_number, "", ""),
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "03751234567", "037****4567"),
        (mask_phone, "12348", "***48"),
    ],
)
def test_a_mask_leaves_what_is_needed_to_compare(
    mask: Callable[[str], str], text: str, masked: str
) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("mask", MASKS)
@given(text=st.text(st.characters(exclude_characters=STAR), max_size=40))
def test_a_mask_keeps_the_length_and_hides_a_third(mask: Callable[[str], str], text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.count(STAR) * 3 >= len(text)
    assert all(shown in {STAR, sign} for shown, sign in zip(masked, text, strict=True))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("citizen", "平********司"),
        ("enterprise", "平顶山市鹰城面粉公司"),
        ("organisation", "平顶山市鹰城面粉公司"),
    ],
)
def test_the_name_of_a_body_is_in_a_public_register_and_not_masked(kind: str, shown: str) -> None:
    assert Party(kind=kind, name="平顶山市鹰城面粉公司").masked_name == shown


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("访客", "访客"),
        ("查询码持有人", "查询码持有人"),
        ("申请人甲", "申**甲"),
        ("叶县某某公司", "叶县某某公司"),
        ("张小三（代申请人甲）", "张*三（代申**甲）"),
        ("张小三（代叶县某某公司）", "张*三（代叶县某某公司）"),
    ],
)
def test_who_did_something_is_masked_where_it_is_a_person(name: str, masked: str) -> None:
    assert masked_actor(name, {"叶县某某公司"}) == masked
