"""Numbers that say who somebody is or how to reach them, brought to one form and checked.

Each function takes what a person typed (full-width signs, spaces, a small x) and raises ValueError with a
sentence that says what is wrong and how to put it right.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import phonenumbers
from stdnum.cn import ric
from stdnum.cn import uscc as credit_code

from santai.kernel.words import say, word

SEPARATORS = re.compile(r"[\s\-‐-―·.．。_]+")
LOOKALIKES = str.maketrans({"×": "X", "✕": "X", "乂": "X", "╳": "X"})
# The first two digits of a number name the province. Counties come and go, and tables of them lag behind.
PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
    71, 81, 82, 83,
}  # fmt: skip
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z: they read like digits


def resident_id(text: str, *, on: date | None = None) -> str:
    """An identity number of eighteen places (GB 11643). `on`: today, if a birth day ahead is to be refused."""
    number = _plain(text).translate(LOOKALIKES)
    _shape_of_id(number)
    if int(number[:2]) not in PROVINCES and not number.startswith(
        "9"
    ):  # 9: foreigners' permanent cards
        raise ValueError(
            say("身份证号开头两位不对，没有“{sign}”开头的号码，请再看一下证件。", sign=number[:2])
        )
    try:
        born = birth_date(number)
    except ValueError:
        raise ValueError(
            say(
                "身份证号第 7 到 14 位应是出生日期，“{signs}”不是日期，请再看一下证件。",
                signs=number[6:14],
            )
        ) from None
    if on and born > on:
        raise ValueError(say("身份证号里的出生日期（{born}）还没有到，请再看一下证件。", born=born))
    if number[-1] != ric.calc_check_digit(number):
        raise ValueError(say("身份证号第 18 位不对，请再看一下证件。"))
    return number


def _shape_of_id(number: str) -> None:
    if not number:
        raise ValueError(say("请填写身份证号。"))
    if "*" in number:
        raise ValueError(say("请填写完整的身份证号，不要用 * 代替；我们会替您遮住。"))
    if len(number) == 15 and number.isdigit():
        raise ValueError(say("15 位的旧身份证号已经停用，请填写新证件上的 18 位号码。"))
    if len(number) != 18:
        raise ValueError(
            say("身份证号应为 18 位，现在是 {length} 位，请再看一下证件。", length=len(number))
        )
    for place, sign in enumerate(number, 1):
        if not (sign in "0123456789" or (place == 18 and sign == "X")):
            wrong = (
                word("身份证号第 {place} 位应为数字或者 X，现在是“{sign}”，请再看一下证件。")
                if place == 18
                else word("身份证号第 {place} 位应为数字，现在是“{sign}”，请再看一下证件。")
            )
            raise ValueError(say(wrong, place=place, sign=sign))


def birth_date(number: str) -> date:
    """The birthday in a checked identity number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def gender(number: str) -> str:
    """`male` or `female`, as a checked identity number says."""
    return "male" if int(number[16]) % 2 else "female"


def uscc(text: str) -> str:
    """A unified social credit code (GB 32100) of an organisation."""
    number = _plain(text)
    if not number:
        raise ValueError(say("请填写统一社会信用代码。"))
    if len(number) != 18:
        raise ValueError(
            say(
                "统一社会信用代码应为 18 位，现在是 {length} 位，请对照营业执照或者登记证书再看一下。",
                length=len(number),
            )
        )
    for place, sign in enumerate(number, 1):
        # Villages' collectives begin with a letter (N2…), so only the region in the middle is all digits.
        if sign not in ("0123456789" if 3 <= place <= 8 else CREDIT_SIGNS):
            raise ValueError(
                say(
                    "统一社会信用代码第 {place} 位不会是“{sign}”，请再看一下证书。",
                    place=place,
                    sign=sign,
                )
            )
    if number[-1] != credit_code.calc_check_digit(number):
        raise ValueError(say("统一社会信用代码第 18 位不对，请再看一下证书。"))
    return number


# --- telephones ---------------------------------------------------------------------------------

# Wider than any table: new ranges open every year.
MOBILE = re.compile(r"(?:0{0,2}86|0)?(?P<number>1[3-9][0-9]{9})")
EXTENSION = re.compile(
    r"(?P<line>.*[0-9]{7,})\s*(?:转|分机|ext\.?|[-,#x])\s*(?P<ext>[0-9]{1,6})", re.I
)
CALLING = re.compile(r"[+0-9()\s\-‐-―.]*")
LONGEST = 40


def phone(text: str) -> str:
    """A mobile number (13800138000), a fixed line (0375-2345678, 0375-2345678-801) or, from abroad, +85261234567."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        raise ValueError(say("请填写电话号码。"))
    if len(typed) > LONGEST:
        raise ValueError(
            say(
                "电话号码太长了，这里只填一个。请填写手机号，或者带区号的固定电话，例如 0375-2345678。"
            )
        )
    with_extension = EXTENSION.fullmatch(typed)
    line, extension = with_extension.group("line", "ext") if with_extension else (typed, "")
    digits = re.sub(r"[^0-9]", "", line)
    if not digits or not CALLING.fullmatch(line):
        raise ValueError(
            say("电话号码只能有数字。请填写手机号，或者带区号的固定电话，例如 0375-2345678。")
        )
    if mobile := MOBILE.fullmatch(digits):
        return mobile["number"]
    if len(digits) <= 6:
        raise ValueError(
            say(
                "“{digits}”是服务热线或者短号，打不回给您。请填写手机号，或者带区号的固定电话，例如 0375-2345678。",
                digits=digits,
            )
        )
    if not line.startswith(("0", "+")):
        _local(digits)
    return _called_back(line, extension)


def _local(digits: str) -> None:
    """Numbers that begin with neither 0 nor + and are no mobile number: what is wrong with them."""
    if digits.startswith(("400", "800")) and len(digits) == 10:
        raise ValueError(
            say(
                "{digits} 电话打不回给您。请填写手机号，或者带区号的固定电话，例如 0375-2345678。",
                digits=digits[:3],
            )
        )
    if digits.startswith("1") and len(digits) > 8:
        if len(digits) != 11:
            raise ValueError(
                say("手机号应为 11 位，现在是 {length} 位，请再看一下。", length=len(digits))
            )
        raise ValueError(say("没有 {digits} 开头的手机号，请再看一下。", digits=digits[:2]))
    if len(digits) in (7, 8):
        raise ValueError(say("固定电话请加上区号，例如 0375-2345678。"))


def _called_back(line: str, extension: str) -> str:
    try:
        number = phonenumbers.parse(line, "CN")
    except phonenumbers.NumberParseException:
        raise ValueError(
            say("电话号码不对。请填写手机号，或者带区号的固定电话，例如 0375-2345678。")
        ) from None
    national = phonenumbers.national_significant_number(number)
    if number.country_code != 86:
        if not phonenumbers.is_valid_number(number):
            raise ValueError(
                say("境外号码不对，请写成“+国家或者地区代码 号码”，例如 +852 6123 4567。")
            )
        return f"+{number.country_code}{national}"
    area = phonenumbers.length_of_geographical_area_code(number)
    if not phonenumbers.is_valid_number(number) or not area:
        raise ValueError(
            say(
                "电话号码不对，请看看区号和位数。请填写手机号，或者带区号的固定电话，例如 0375-2345678。"
            )
        )
    if len(national) - area < 7:
        raise ValueError(
            say(
                "“{digits}”是服务热线，打不回给您。请填写手机号，或者带区号的固定电话，例如 0375-2345678。",
                digits=national[area:],
            )
        )
    return "-".join(filter(None, [f"0{national[:area]}", national[area:], extension]))


def _plain(text: str) -> str:
    """Half-width, capitals, without spaces and dashes."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
