"""What people type: cleaned, or explained at the field; never a crash, never a loss without a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue import Catalogue
from santai.catalogue.forms import FactErrors, validate
from santai.catalogue.schema import Field, Kind, RuleRef, Service, Test, Text
from santai.kernel.numbers import grouped, order_number
from tests.catalogue.workshop import CITY, DAY, no_parameters

TODAY = DAY
NUMBER = order_number(2026, 1, b"test")


def field(kind: Kind, **more: Any) -> Field:
    return Field("it", Text("这一项"), kind, **more)


def clean(service: Service, one: Field, raw: Any) -> Any:
    """The clean value of one field alone; its message if it is wrong."""
    try:
        return check([one], {"it": raw}, service).get("it")
    except FactErrors as wrong:
        return wrong.fields["it"]


def check(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    service: Service,
    **facts: Any,
) -> dict[str, Any]:
    return validate(fields, values, facts=facts, service=service, today=TODAY)


def wrong(
    fields: Sequence[Field], values: Mapping[str, Any], service: Service, **facts: Any
) -> dict[str, str]:
    with pytest.raises(FactErrors) as errors:
        check(fields, values, service, **facts)
    return errors.value.fields


# --- every kind, right and wrong ----------------------------------------------------------------

CHOICE = field(Kind.CHOICE, options=("灯笼", "风筝"))
CHOICES = field(Kind.CHOICES, options=("火", "风", "电"))
COUNT = field(Kind.NUMBER, minimum=1, maximum=99)
PAST, FUTURE = field(Kind.DATE, past=True), field(Kind.DATE, past=False)
LONG = field(Kind.LONG_TEXT, maximum=50)


@pytest.mark.parametrize(
    ("one", "raw", "kept"),
    [
        (field(Kind.TEXT), "  王\u3000小\n明 ", "王 小 明"),
        (field(Kind.TEXT), "a\0b\x07\u202ec", "abc"),
        (field(Kind.TEXT), "e\u0301", "\u00e9"),
        (field(Kind.TEXT), 12, "12"),
        (field(Kind.TEXT), "\ud83d坏", "坏"),
        (field(Kind.TEXT), "字" * 100, "字" * 100),
        (LONG, "一\r\n\r\n\r\n\r\n二 \n", "一\n\n二"),
        (CHOICE, " 灯笼 ", "灯笼"),
        (field(Kind.TEXT, minimum=2), "二字", "二字"),
        (CHOICES, ["火"] * 200, ["火"]),
        (CHOICES, "风", ["风"]),
        (CHOICES, ["电", "火", "电"], ["火", "电"]),
        (field(Kind.MONEY), "1234.5", "1234.50"),
        (field(Kind.MONEY), "￥1,234.50元", "1234.50"),
        (field(Kind.MONEY), "１２３４", "1234.00"),
        (field(Kind.MONEY), 0, "0.00"),
        (field(Kind.MONEY), 0.1, "0.10"),
        (field(Kind.MONEY), Decimal("7.25"), "7.25"),
        (COUNT, "１２", 12),
        (COUNT, 1, 1),
        (COUNT, "99.0", 99),
        (field(Kind.NUMBER), "-3", -3),
        (field(Kind.DATE), "2026-3-5", "2026-03-05"),
        (field(Kind.DATE), "2026年3月5日", "2026-03-05"),
        (field(Kind.DATE), "2026/03/05", "2026-03-05"),
        (field(Kind.DATE), "20260305", "2026-03-05"),
        (field(Kind.DATE), date(2026, 3, 5), "2026-03-05"),
        (field(Kind.DATE), datetime(2026, 3, 5, 8), "2026-03-05"),
        (field(Kind.DATE), "1900-01-01", "1900-01-01"),
        (field(Kind.DATE), "2199-12-31", "2199-12-31"),
        (PAST, "2026-03-02", "2026-03-02"),
        (FUTURE, "2026-03-02", "2026-03-02"),
        (field(Kind.YES_NO), "yes", True),
        (field(Kind.YES_NO), "否", False),
        (field(Kind.YES_NO), False, False),
        (field(Kind.YES_NO), "ON", True),
        (field(Kind.REGION), "410423000000", "410423000000"),
        (field(Kind.ID_NUMBER), "11010519491231002x", "11010519491231002X"),
        (field(Kind.PHONE), "138 0013 8000", "13800138000"),
        (field(Kind.ORDER), grouped(NUMBER), NUMBER),
        (field(Kind.SERVICE), "legal-aid/civil", "legal-aid/civil"),
        (field(Kind.PRACTITIONER), "17", 17),
        (field(Kind.ORGANISATION), 17, 17),
        (field(Kind.ACCOUNT), "9223372036854775807", 9223372036854775807),
        (field(Kind.MATERIALS), ["drawing", "identity", "drawing"], ["drawing", "identity"]),
    ],
)
def test_a_value_is_brought_to_one_form(one: Field, raw: Any, kept: Any, service: Service) -> None:
    found = clean(service, one, raw)

    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("one", "raw", "message"),
    [
        (field(Kind.TEXT), "字" * 101, "最多写 100 个字，现在有 101 个，请写短一些。"),
        (field(Kind.TEXT, minimum=2), "字", "至少写 2 个字，现在有 1 个，请再说详细一些。"),
        (LONG, "字" * 51, "最多写 50 个字，现在有 51 个，请写短一些。"),
        (field(Kind.TEXT), ["甲", "乙"], "这里只能填一项。"),
        (field(Kind.TEXT), True, "这里不能只填是或者否。"),
        (field(Kind.TEXT), 10**30, "这个数太大了，请再看一下。"),
        (CHOICE, "灯龙", "没有“灯龙”这个选项，请从给出的选项里选。"),
        (CHOICE, "长" * 21, f"没有“{'长' * 20}”这个选项，请从给出的选项里选。"),
        (CHOICES, ["火", "水"], "没有“水”这个选项，请从给出的选项里选。"),
        (CHOICES, [1], "这里应是一个列表，请从给出的选项里选。"),
        (CHOICES, {"火": 1}, "这里应是一个列表，请从给出的选项里选。"),
        (CHOICES, ["火"] * 201, "最多选 200 项，现在有 201 项。"),
        (field(Kind.MONEY), "一千", "请填写数字，单位是元，最多两位小数，例如 1234.50。"),
        (field(Kind.MONEY), "1.234", "请填写数字，单位是元，最多两位小数，例如 1234.50。"),
        (field(Kind.MONEY), float("nan"), "请填写数字，单位是元，最多两位小数，例如 1234.50。"),
        (field(Kind.MONEY), "-5", "金额不能是负数。"),
        (field(Kind.MONEY, minimum=100), "99.99", "不能小于 100 元。"),
        (field(Kind.MONEY, maximum=100), "100.01", "不能大于 100 元。"),
        (COUNT, "0", "不能小于 1。"),
        (COUNT, "100", "不能大于 99。"),
        (COUNT, "1.5", "请填写整数，例如 3。"),
        (field(Kind.DATE), "明天", "请填写年、月、日，例如 2026-03-05。"),
        (field(Kind.DATE), "2026-02-30", "2026 年没有 2 月 30 日，请再看一下日历。"),
        (field(Kind.DATE), "1899-12-31", "年份不对：1899，请再看一下。"),
        (field(Kind.DATE), "2200-01-01", "年份不对：2200，请再看一下。"),
        (PAST, "2026-03-03", "这一天还没有到，请填写今天或者以前的日期。"),
        (FUTURE, "2026-03-01", "这一天已经过去，请填写今天或者以后的日期。"),
        (field(Kind.YES_NO), "也许", "请选择是或者否。"),
        (field(Kind.REGION), "4104", "请从列表里选择。"),
        (field(Kind.ID_NUMBER), "110105194912310021", "身份证号第 18 位不对，请再看一下证件。"),
        (
            field(Kind.PHONE),
            "12348",
            "“12348”是服务热线或者短号，打不回给您。请填写手机号，或者带区号的固定电话，例如 0375-2345678。",
        ),
        (
            field(Kind.ORDER),
            f"{NUMBER[:-1]}{9 - int(NUMBER[-1])}",
            "工单编号不对，应是 11 位数字，请对照回执或者短信再看一下。",
        ),
        (field(Kind.SERVICE), "legal aid", "请从列表里选择。"),
        (field(Kind.PRACTITIONER), "0", "请从列表里选择。"),
        (field(Kind.ACCOUNT), "9223372036854775808", "请从列表里选择。"),
        (field(Kind.MATERIALS), ["身份证"], "没有“身份证”这份材料，请从给出的选项里选。"),
    ],
)
def test_a_wrong_value_is_explained(one: Field, raw: Any, message: str, service: Service) -> None:
    assert clean(service, one, raw) == message


def test_an_identity_number_of_the_future_is_refused(service: Service) -> None:
    unborn = "11010520270101001"
    number = next(f"{unborn}{digit}" for digit in "0123456789X" if _fits(f"{unborn}{digit}"))

    assert clean(service, field(Kind.ID_NUMBER), number) == (
        "身份证号里的出生日期（2027-01-01）还没有到，请再看一下证件。"
    )


def _fits(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return "10X98765432"[total % 11] == number[-1]


# --- blanks, requirements, conditions -----------------------------------------------------------


@pytest.mark.parametrize("blank", [None, "", "  ", "\u200b\u202e", "\0"])
@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.CHOICES, Kind.MATERIALS)])
def test_nothing_that_can_be_seen_is_nothing(kind: Kind, blank: Any, service: Service) -> None:
    assert check([field(kind)], {"it": blank}, service) == {}


@pytest.mark.parametrize("blank", [None, "", [], ["", "  "]])
def test_an_empty_list_is_nothing(blank: Any, service: Service) -> None:
    assert check([CHOICES], {"it": blank}, service) == {}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Kind.TEXT, "请填写这一项。"),
        (Kind.MONEY, "请填写这一项。"),
        (Kind.CHOICE, "请选择这一项。"),
        (Kind.REGION, "请选择这一项。"),
    ],
)
def test_what_is_required_is_asked_for(kind: Kind, message: str, service: Service) -> None:
    assert wrong([field(kind, required=True, options=("甲",))], {}, service) == {"it": message}


def test_all_mistakes_are_named_at_once(service: Service) -> None:
    assert wrong(service.form, {"count": "许多", "weather": "晴"}, service, groups=[]) == {
        "weather": "没有这一项，请核对名称，或者去掉。",
        "matter": "请选择申请事项。",
        "count": "请填写整数，例如 3。",
        "income": "请填写家庭人均月收入。",
    }


def test_the_error_itself_says_everything() -> None:
    assert str(FactErrors({"a": "请填写甲。", "b": "请选择乙。"})) == "a：请填写甲。；b：请选择乙。"


def test_a_whole_form_is_cleaned_in_its_order(service: Service) -> None:
    values = {"story": "好看", "income": "900", "lit": "是", "count": "2", "matter": "灯笼"}
    cleaned = check(service.form, values, service, groups=[])

    assert list(cleaned.items()) == [
        ("matter", "灯笼"),
        ("count", 2),
        ("lit", True),
        ("income", "900.00"),
        ("story", "好看"),
    ]


def test_what_is_not_asked_is_dropped_even_if_it_is_wrong(service: Service) -> None:
    """`lit` is asked for lanterns only, `income` not of the old."""
    values = {"matter": "风筝", "count": "1", "lit": "也许", "income": "许多"}

    assert check(service.form, values, service, groups=["老年人"]) == {"matter": "风筝", "count": 1}


def test_a_duty_lifted_by_nothing_known_stays(service: Service) -> None:
    """`unless` must hold to lift: an unknown group lifts nothing."""
    values = {"matter": "风筝", "count": "1"}

    assert wrong(service.form, values, service) == {"income": "请填写家庭人均月收入。"}


def test_a_question_that_may_not_arise_is_taken_but_not_insisted_on(service: Service) -> None:
    asked = [
        field(Kind.CHOICE, options=("甲", "乙")),
        Field("more", Text("还有"), required=True, when=Test("it", "is", "甲")),
    ]

    assert check(asked, {}, service) == {}
    assert check(asked, {"more": "x"}, service) == {"more": "x"}
    assert check(asked, {"it": "乙", "more": "x"}, service) == {"it": "乙"}
    assert wrong(asked, {"it": "甲"}, service) == {"more": "请填写还有。"}


def test_conditions_look_at_clean_values_not_at_what_was_typed(service: Service) -> None:
    """Facts often hold the raw answers too; the form's own fields are judged by what they became."""
    values = {"matter": " 灯笼 ", "count": "1", "lit": "no"}
    cleaned = check(service.form, values, service, groups=["老年人"], matter="风筝", lit="no")

    assert cleaned == {"matter": "灯笼", "count": 1, "lit": False}


def test_conditions_may_ask_what_was_answered_before(service: Service) -> None:
    asked = [Field("why", Text("为什么"), required=True, when=Test("matter", "is", "灯笼"))]

    assert wrong(asked, {}, service, matter="灯笼") == {"why": "请填写为什么。"}
    assert check(asked, {"why": "x"}, service, matter="风筝") == {}


def test_conditions_may_name_rules_and_parameters(service: Service, catalogue: Catalogue) -> None:
    asked = [Field("why", Text("为什么"), required=True, unless=RuleRef("poor"))]

    def here(income: str) -> dict[str, Any]:
        return validate(
            asked,
            {"why": "x"},
            facts={"income": income},
            service=service,
            today=TODAY,
            parameters=lambda name: catalogue.parameter(name, CITY, DAY),
        )

    assert here("1500.00") == {}
    assert here("1500.01") == {"why": "x"}


def test_unknown_keys_are_named_but_not_without_end(service: Service) -> None:
    many: dict[Any, int] = {"a\0" + "x" * 99: 1, 5: 2, **{f"key{n}": 1 for n in range(1000)}}
    found = wrong([], many, service)

    assert len(found) == 20
    assert list(found)[:3] == ["a" + "x" * 49, "5", "key0"]
    assert set(found.values()) == {"没有这一项，请核对名称，或者去掉。"}


# --- properties ---------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(["灯笼", "火", "是", "2026-03-05", "12.5", "410423000000", "13800138000"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
EVERY = [
    *(Field(kind.value, Text(kind.value), kind, ("灯笼", "火")) for kind in Kind),
    Field("short", Text("短"), minimum=2, maximum=3),
    Field(
        "hangs", Text("挂"), when=Test("choice", "is", "灯笼"), unless=Test("yes_no", "is", True)
    ),
]
VALUES = st.dictionaries(st.sampled_from([one.key for one in EVERY]), JSON, max_size=12)


def outcome(values: Mapping[str, Any], service: Service) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        return check(EVERY, values, service), {}
    except FactErrors as errors:
        return {}, errors.fields


@given(values=VALUES)
def test_any_values_are_cleaned_or_explained(values: dict[str, Any], service: Service) -> None:
    cleaned, errors = outcome(values, service)

    assert set(cleaned) | set(errors) <= {one.key for one in EVERY}
    assert all(message.endswith("。") for message in errors.values())


@given(values=VALUES)
def test_clean_values_stay_as_they_are(values: dict[str, Any], service: Service) -> None:
    _, errors = outcome(values, service)
    cleaned, _ = outcome(
        {key: value for key, value in values.items() if key not in errors}, service
    )

    assert outcome(cleaned, service) == (cleaned, {})


@given(values=VALUES)
def test_clean_text_holds_nothing_that_cannot_be_seen(
    values: dict[str, Any], service: Service
) -> None:
    cleaned, _ = outcome(values, service)
    texts = [cleaned[key] for key in ("text", "long_text", "short") if key in cleaned]

    for text in texts:
        assert text == unicodedata.normalize("NFC", text.strip())
        assert not {unicodedata.category(sign) for sign in text.replace("\n", "")} & {
            "Cc",
            "Cf",
            "Cs",
        }
        text.encode()


def test_parameters_may_be_left_out(service: Service) -> None:
    with_ = validate([], {}, facts={}, service=service, today=TODAY, parameters=no_parameters)

    assert with_ == check([], {}, service) == {}
