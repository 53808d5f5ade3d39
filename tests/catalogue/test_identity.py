"""Identity numbers and telephones: what people type, and what they are told when it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue.identity import birth_date, gender, phone, resident_id, uscc

HOW = "请填写手机号，或者带区号的固定电话，例如 0375-2345678。"
ID = "11010519491231002X"  # the specimen of GB 11643


@pytest.mark.parametrize(
    "typed",
    [
        ID,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002X ",
        "110105-19491231-002×",
    ],
)
def test_an_identity_number_is_brought_to_one_form(typed: str) -> None:
    assert resident_id(typed) == ID


def test_birthday_and_gender_are_read_from_it() -> None:
    assert birth_date(ID) == date(1949, 12, 31)
    assert gender(ID) == "female"
    assert gender("360426199101010071") == "male"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "请填写身份证号。"),
        ("   ", "请填写身份证号。"),
        ("110105194912310021", "身份证号第 18 位不对，请再看一下证件。"),
        ("11010519491231002", "身份证号应为 18 位，现在是 17 位，请再看一下证件。"),
        ("11010519491231002XX", "身份证号应为 18 位，现在是 19 位，请再看一下证件。"),
        ("110105491231002", "15 位的旧身份证号已经停用，请填写新证件上的 18 位号码。"),
        ("1101O519491231002X", "身份证号第 5 位应为数字，现在是“O”，请再看一下证件。"),
        ("11010519491231002Y", "身份证号第 18 位应为数字或者 X，现在是“Y”，请再看一下证件。"),
        ("1101051949123100X2", "身份证号第 17 位应为数字，现在是“X”，请再看一下证件。"),
        ("110105********002X", "请填写完整的身份证号，不要用 * 代替；我们会替您遮住。"),
        (
            "11010519490230002X",
            "身份证号第 7 到 14 位应是出生日期，“19490230”不是日期，请再看一下证件。",
        ),
        ("00010519491231002X", "身份证号开头两位不对，没有“00”开头的号码，请再看一下证件。"),
    ],
)
def test_a_wrong_identity_number_is_explained(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        resident_id(typed)


def test_nobody_is_born_tomorrow() -> None:
    assert resident_id(ID, on=date(1949, 12, 31)) == ID
    with pytest.raises(ValueError, match="出生日期（1949-12-31）还没有到"):
        resident_id(ID, on=date(1949, 12, 30))


def test_every_single_wrong_digit_is_caught() -> None:
    """ISO 7064 MOD 11-2 promises it; a refusal is all that counts here."""
    accepted = []
    for place in range(18):
        for digit in "0123456789":
            if digit != ID[place]:
                other = ID[:place] + digit + ID[place + 1 :]
                try:
                    accepted.append(resident_id(other))
                except ValueError:
                    continue
    assert accepted == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("１３８－００１３－８０００", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("19200000000", "19200000000"),
        ("0375-2345678", "0375-2345678"),
        ("（0375）2345678", "0375-2345678"),
        ("+86 375 2345678", "0375-2345678"),
        ("01088886666", "010-88886666"),
        ("0375-2345678转801", "0375-2345678-801"),
        ("0375-2345678-801", "0375-2345678-801"),
        ("+852 6123 4567", "+85261234567"),
        ("0085261234567", "+85261234567"),
    ],
)
def test_a_telephone_is_brought_to_one_form(typed: str, kept: str) -> None:
    assert phone(typed) == kept
    assert phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "请填写电话号码。"),
        ("12348", f"“12348”是服务热线或者短号，打不回给您。{HOW}"),
        ("110", f"“110”是服务热线或者短号，打不回给您。{HOW}"),
        ("010-12348", f"“12348”是服务热线，打不回给您。{HOW}"),
        ("400-812-3456", f"400 电话打不回给您。{HOW}"),
        ("1380013800", "手机号应为 11 位，现在是 10 位，请再看一下。"),
        ("138001380000", "手机号应为 11 位，现在是 12 位，请再看一下。"),
        ("12800138000", "没有 12 开头的手机号，请再看一下。"),
        ("2345678", "固定电话请加上区号，例如 0375-2345678。"),
        ("0375-234567", f"电话号码不对，请看看区号和位数。{HOW}"),
        ("没有", f"电话号码只能有数字。{HOW}"),
        ("138****8000", f"电话号码只能有数字。{HOW}"),
        ("+852 123", f"“852123”是服务热线或者短号，打不回给您。{HOW}"),
        ("+852 1234 5678", "境外号码不对，请写成“+国家或者地区代码 号码”，例如 +852 6123 4567。"),
        ("13800138000、13900139000", f"电话号码只能有数字。{HOW}"),
        ("1" * 100_000, f"电话号码太长了，这里只填一个。{HOW}"),
    ],
)
def test_a_wrong_telephone_is_explained(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        phone(typed)


@pytest.mark.parametrize("typed", ["91110000600037341L", "9111 0000 6000 37341l"])
def test_a_credit_code_is_brought_to_one_form(typed: str) -> None:
    assert uscc(typed) == "91110000600037341L"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "请填写统一社会信用代码。"),
        ("91110000600037341A", "统一社会信用代码第 18 位不对，请再看一下证书。"),
        (
            "9111000060003734",
            "统一社会信用代码应为 18 位，现在是 16 位，请对照营业执照或者登记证书再看一下。",
        ),
        ("91110000600O37341L", "统一社会信用代码第 12 位不会是“O”，请再看一下证书。"),
        ("911100A0600037341L", "统一社会信用代码第 7 位不会是“A”，请再看一下证书。"),
    ],
)
def test_a_wrong_credit_code_is_explained(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        uscc(typed)


@pytest.mark.parametrize("normalise", [resident_id, phone, uscc])
@given(typed=st.one_of(st.text(), st.from_regex(r"[+0-9Xx -]{0,25}", fullmatch=True)))
def test_whatever_is_typed_is_kept_in_one_form_or_explained(
    normalise: Callable[[str], str], typed: str
) -> None:
    kept, message = "", ""
    try:
        kept = normalise(typed)
    except ValueError as wrong:
        message = str(wrong)

    assert message.endswith("。") is (not kept)
    assert not kept or normalise(kept) == kept
