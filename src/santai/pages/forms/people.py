"""Questions about people: who asks, who stands opposite, who asks for somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from santai.capabilities.people.actions.particulars import particulars
from santai.capabilities.people.enums import PartyKind
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Field, Kind, Service, Text
from santai.kernel.errors import Invalid
from santai.kernel.words import say, word
from santai.pages.forms.questions import Choice, Question, Typed, ask, read

NAME = Field("name", Text(word("姓名")), required=True, maximum=100)
ID_NUMBER = Field(
    "id_number",
    Text(word("身份证号")),
    Kind.ID_NUMBER,
    why=word("用来核对是您本人，也免得同一个人登记两次。"),
)
PHONE = Field("phone", Text(word("电话")), Kind.PHONE, why=word("办理中有问题，好找到您。"))
ADDRESS = Field("address", Text(word("联系地址")), maximum=200, hint=word("寄文书用。写到门牌号。"))
GROUPS = Field(
    "groups",
    Text(word("您属于哪些情况")),
    Kind.CHOICES,
    hint=word("可以选几项，没有就不选。"),
    why=word("有的情况不用交材料，有的优先办理。"),
)
MAY_CALL = Field("may_call", Text(word("可以给您打电话吗")), Kind.YES_NO)
WHEN = Field(
    "when", Text(word("什么时候方便")), maximum=50, hint=word("例如：工作日 9 点到 11 点。")
)
SAY_WHO = Field(
    "say_who",
    Text(word("可以说我们是谁吗")),
    Kind.YES_NO,
    why=word("家里人会接电话、会看手机的，我们可以不说从哪里打来。"),
)
WORDS = Field(
    "words",
    Text(word("约好一句话")),
    maximum=50,
    hint=word("说了这句，就知道是我们，或者您现在不方便说。"),
)
LANGUAGE = Field("language", Text(word("您习惯用哪种语言")), Kind.CHOICE)
KIND = Field("kind", Text(word("您是")), Kind.CHOICE, required=True)

ABOUT_THEM: Mapping[str, Field] = {
    field.key: field for field in (NAME, ID_NUMBER, PHONE, ADDRESS, GROUPS)
}
SAFE = (MAY_CALL, WHEN, SAY_WHO, WORDS)  # the parts of a party's `safe_contact`
WISHES = (*SAFE, LANGUAGE)
OPPOSITE = (
    replace(NAME, ask=Text(word("对方姓名或单位名称")), required=False),
    replace(PHONE, ask=Text(word("对方电话")), why=""),
    replace(ADDRESS, ask=Text(word("对方地址")), hint=""),
)
AGENT = (
    replace(NAME, ask=Text(word("您（代办人）的姓名")), required=False),
    replace(ID_NUMBER, ask=Text(word("您（代办人）的身份证号")), why=""),
    replace(PHONE, ask=Text(word("您（代办人）的电话")), why=""),
)
AUTOCOMPLETE = {"name": "name", "phone": "tel", "address": "street-address"}
BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("name", "id_type", "id_number", "phone", "address", "region", "language"), ""),
    "kind": PartyKind.CITIZEN,
    "groups": (),
    "safe_contact": None,
}
APPLICANT_, OPPOSITE_, AGENT_ = "applicant.", "opposite.", "agent."


def applicant_fields(service: Service) -> list[Field]:
    """What the service asks of the applicant; whether an enterprise may ask decides some words."""
    fields = [
        replace(ABOUT_THEM[key], required=required) for key, required in service.applicant.items()
    ]
    if set(service.serves) == {PartyKind.CITIZEN}:
        return fields
    fields = [*map(_for_bodies, fields)]
    return [replace(KIND), *fields] if len(service.serves) > 1 else fields


def _for_bodies(field: Field) -> Field:
    words = {"name": word("姓名或单位名称"), "id_number": word("身份证号或统一社会信用代码")}
    return replace(field, ask=Text(words[field.key])) if field.key in words else field


def people_questions(
    fields: Iterable[Field],
    typed: Typed,
    prefix: str,
    errors: Mapping[str, str],
    *,
    serves: tuple[str, ...] = (),
    own: bool = False,
) -> list[Question]:
    """`own`: the person at the keyboard is asked about themselves, so the browser may help."""
    return [
        ask(
            field,
            typed,
            prefix=prefix,
            error=errors.get(prefix + field.key, ""),
            choices=_choices(field.key, serves),
            autocomplete=AUTOCOMPLETE.get(field.key, "") if own else "off",
        )
        for field in fields
    ]


def read_person(fields: Iterable[Field], typed: Typed, prefix: str) -> dict[str, Any]:
    """What was typed about one person, as `submit` takes it; empty when nothing was."""
    person = read(fields, typed, prefix=prefix)
    keys = [field.key for field in SAFE if field.key in person]
    if wishes := {key: person.pop(key) for key in keys}:
        person["safe_contact"] = wishes
    return person


def check_person(person: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """What registering this person would complain about, by question; nothing is written."""
    if not person:
        return {}
    try:
        particulars(**{**BLANK, **person})
    except Invalid as refused:
        return {prefix + key: text for key, text in refused.fields.items()}
    return {}


def wishes_said(safe_contact: Mapping[str, Any]) -> list[str]:
    """How somebody may be reached, in words for whoever is about to."""
    told = []
    if safe_contact.get("may_call") is False:
        told.append(say("不要打电话"))
    if when := safe_contact.get("when"):
        told.append(say("方便的时候：{when}", when=when))
    if safe_contact.get("say_who") is False:
        told.append(say("不要说是哪里打来的"))
    if words := safe_contact.get("words"):
        told.append(say("约好的话：“{words}”", words=words))
    return told


def _choices(key: str, serves: tuple[str, ...]) -> tuple[Choice, ...]:
    if key == "groups":
        groups = catalogue().groups.values()
        return tuple(Choice(group.id, group.title.said) for group in groups)
    if key == "language":
        languages = catalogue().languages.values()
        return tuple(Choice(language.id, language.title.said) for language in languages)
    if key == "kind":
        return tuple(Choice(kind, str(PartyKind(kind).label)) for kind in serves)
    return ()
