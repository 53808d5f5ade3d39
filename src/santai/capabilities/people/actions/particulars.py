"""What somebody told about a party, brought to one form and checked; and what of it is news."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.people.enums import IdType, PartyKind
from santai.capabilities.people.models import Party
from santai.capabilities.places.codes import is_code
from santai.catalogue import identity
from santai.catalogue.current import catalogue
from santai.kernel.errors import Invalid
from santai.kernel.numbers import plain
from santai.kernel.texts import dotted, one_line

SAFE_CONTACT: Mapping[str, type] = {  # how somebody in danger may be reached
    "may_call": bool,
    "when": str,  # e.g. 工作日 9 点到 11 点
    "say_who": bool,  # whether we may say who is calling
    "words": str,  # what we say so that they know it is us, or they when they cannot speak
}
SHAPES = {  # documents without a check digit we know: letters and digits as printed
    IdType.PASSPORT: r"[A-Z0-9]{5,20}",
    IdType.HK_MACAU: r"[HM]\d{8}(\d{2})?",
    IdType.TAIWAN: r"\d{8}(\d{2}[A-Z0-9]?)?",
    IdType.FOREIGN_PERMANENT: r"[A-Z]{3}\d{12}",
}
CONTACT = ("phone", "address", "region", "language", "safe_contact")
MERGED = (*CONTACT, "birth_date", "gender")


@dataclass(frozen=True, slots=True)
class Particulars:
    """The fields of a `Party` as they are stored."""

    kind: str
    name: str
    id_type: str
    id_number: str
    birth_date: date | None
    gender: str
    phone: str
    address: str
    region: str | None
    groups: list[str]
    safe_contact: dict[str, Any]
    language: str

    def news_for(self, party: Party, *, proven: bool) -> dict[str, Any]:
        """The fields of `party` to change: what was proven replaces; what was only said fills
        blanks, but none of somebody with wishes about safe contact. Groups add up: each was claimed
        in some matter."""
        news = {}
        for field in MERGED:
            told, known = getattr(self, field), getattr(party, field)
            if told and told != known and (proven or not (known or party.safe_contact)):
                news[field] = told
        if proven:
            news |= {"name": self.name} if self.name != party.name else {}
            if self.id_number and not party.id_number:
                news |= {"id_type": self.id_type, "id_number": self.id_number}
        if more := [group for group in self.groups if group not in party.groups]:
            news["groups"] = [*party.groups, *more]
        return news


def particulars(*, kind: str, id_type: str, id_number: str, **told: Any) -> Particulars:
    """Raises Invalid naming every field that is wrong, not only the first."""
    wrong: dict[str, str] = {}
    cleaned = _cleaned(told, wrong)
    try:
        cleaned |= _identity(kind, id_type, id_number)
    except ValueError as error:
        wrong["id_number"] = str(error)
    if wrong:
        raise Invalid(wrong)
    return Particulars(**cleaned)


def _cleaned(told: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    """Each field through its check; what is refused is written into `wrong`."""
    cleaned = {}
    for field, value in told.items():
        try:
            cleaned[field] = CHECKS[field](value)
        except ValueError as error:
            wrong[field] = str(error)
    return cleaned


def _identity(kind: str, id_type: str, id_number: str) -> dict[str, Any]:
    """Kind, document and what can be read from its number."""
    if kind not in PartyKind.values:
        raise ValueError(
            _("当事人类别只能是%(kinds)s。") % {"kinds": _("、").join(map(str, PartyKind.labels))}
        )
    person, number = kind == PartyKind.CITIZEN, plain(unicodedata.normalize("NFKC", id_number))
    document = IdType.NONE
    if number:
        document = _document(id_type or _usual(person, number))
        if (document == IdType.USCC) == person:
            raise ValueError(_("证件类型不符：公民用个人证件，单位用统一社会信用代码。"))
    read = READERS.get(document, _by_shape)(document, number)
    return {"kind": kind, "id_type": str(document), **read}


def _usual(person: bool, number: str) -> IdType:
    """The document meant where none is named."""
    if not person:
        return IdType.USCC
    return IdType.FOREIGN_PERMANENT if number.startswith("9") else IdType.RESIDENT


def _document(id_type: str) -> IdType:
    if id_type not in IdType.values or id_type == IdType.NONE:
        raise ValueError(
            _("请选择证件类型：%(kinds)s。") % {"kinds": _("、").join(map(str, IdType.labels[:-1]))}
        )
    return IdType(id_type)


def _read_nothing(document: IdType, number: str) -> dict[str, Any]:
    return {"id_number": "", "birth_date": None, "gender": ""}


def _read_resident(document: IdType, number: str) -> dict[str, Any]:
    number = identity.resident_id(number)
    return {
        "id_number": number,
        "birth_date": identity.birth_date(number),
        "gender": identity.gender(number),
    }


def _read_uscc(document: IdType, number: str) -> dict[str, Any]:
    return _read_nothing(document, number) | {"id_number": identity.uscc(number)}


def _read_permanent(document: IdType, number: str) -> dict[str, Any]:
    """Cards issued since 2023 carry a number like residents'; older ones letters and digits."""
    read = _read_resident if number.startswith("9") else _by_shape
    return read(document, number)


def _by_shape(document: IdType, number: str) -> dict[str, Any]:
    if not re.fullmatch(SHAPES[document], number):
        raise ValueError(
            _("%(document)s号码的格式不对，请对照证件再看一下。") % {"document": document.label}
        )
    return _read_nothing(document, number) | {"id_number": number}


READERS: Mapping[IdType, Callable[[IdType, str], dict[str, Any]]] = {
    IdType.NONE: _read_nothing,
    IdType.RESIDENT: _read_resident,
    IdType.FOREIGN_PERMANENT: _read_permanent,
    IdType.USCC: _read_uscc,
}


def _line(text: str, longest: int) -> str:
    line = one_line(text)
    if len(line) > longest:
        raise ValueError(_("太长了，请写在 %(longest)s 个字以内。") % {"longest": longest})
    return line


def _name(text: str) -> str:
    name = dotted(_line(text, 100))
    if not name:
        raise ValueError(_("请填写姓名或单位名称。"))
    return name


def _phone(text: str) -> str:
    return identity.phone(text) if text.strip() else ""


def _region(code: str) -> str | None:
    if code and not is_code(code):
        raise ValueError(_("请从列表里选择所在地区。"))
    return code or None


def _groups(words: Collection[str]) -> list[str]:
    if strange := [word for word in words if word not in catalogue().groups]:
        raise ValueError(
            _("没有“%(groups)s”这类人群，请从列表里选择。") % {"groups": _("、").join(strange)}
        )
    return list(dict.fromkeys(words))


def _language(word: str) -> str:
    if word and word not in catalogue().languages:
        raise ValueError(_("没有“%(language)s”这种语言，请从列表里选择。") % {"language": word})
    return word


def _safe_contact(wishes: Mapping[str, Any] | None) -> dict[str, Any]:
    for key, value in (wishes or {}).items():
        if not isinstance(value, SAFE_CONTACT.get(key, ())):
            raise ValueError(
                _("安全联系方式里的“%(key)s”不对，只能填写：%(keys)s。")
                % {"key": key, "keys": _("、").join(SAFE_CONTACT)}
            )
    return dict(wishes or {})


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "phone": _phone,
    "address": lambda text: _line(text, 200),
    "region": _region,
    "groups": _groups,
    "language": _language,
    "safe_contact": _safe_contact,
}
