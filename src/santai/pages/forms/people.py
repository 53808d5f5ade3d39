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
from santai.pages.forms.questions import Choice, Question, Typed, ask, read

NAME = Field("name", Text("姓名"), required=True, maximum=100)
ID_NUMBER = Field(
    "id_number", Text("身份证号"), Kind.ID_NUMBER, why="用来核对是您本人，也免得同一个人登记两次。"
)
PHONE = Field("phone", Text("电话"), Kind.PHONE, why="办理中有问题，好找到您。")
ADDRESS = Field("address", Text("联系地址"), maximum=200, hint="寄文书用。写到门牌号。")
GROUPS = Field(
    "groups",
    Text("您属于哪些情况"),
    Kind.CHOICES,
    hint="可以选几项，没有就不选。",
    why="有的情况不用交材料，有的优先办理。",
)
MAY_CALL = Field("may_call", Text("可以给您打电话吗"), Kind.YES_NO)
WHEN = Field("when", Text("什么时候方便"), maximum=50, hint="例如：工作日 9 点到 11 点。")
SAY_WHO = Field(
    "say_who",
    Text("可以说我们是谁吗"),
    Kind.YES_NO,
    why="家里人会接电话、会看手机的，我们可以不说从哪里打来。",
)
WORDS = Field(
    "words", Text("约好一句话"), maximum=50, hint="说了这句，就知道是我们，或者您现在不方便说。"
)
LANGUAGE = Field("language", Text("您习惯用哪种语言"), Kind.CHOICE)
KIND = Field("kind", Text("您是"), Kind.CHOICE, required=True)

ABOUT_THEM: Mapping[str, Field] = {
    field.key: field for field in (NAME, ID_NUMBER, PHONE, ADDRESS, GROUPS)
}
SAFE = (MAY_CALL, WHEN, SAY_WHO, WORDS)  # the parts of a party's `safe_contact`
WISHES = (*SAFE, LANGUAGE)
OPPOSITE = (
    replace(NAME, ask=Text("对方姓名或单位名称"), required=False),
    replace(PHONE, ask=Text("对方电话"), why=""),
    replace(ADDRESS, ask=Text("对方地址"), hint=""),
)
AGENT = (
    replace(NAME, ask=Text("您（代办人）的姓名"), required=False),
    replace(ID_NUMBER, ask=Text("您（代办人）的身份证号"), why=""),
    replace(PHONE, ask=Text("您（代办人）的电话"), why=""),
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
    words = {"name": "姓名或单位名称", "id_number": "身份证号或统一社会信用代码"}
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
    said = []
    if safe_contact.get("may_call") is False:
        said.append("不要打电话")
    if when := safe_contact.get("when"):
        said.append(f"方便的时候：{when}")
    if safe_contact.get("say_who") is False:
        said.append("不要说是哪里打来的")
    if words := safe_contact.get("words"):
        said.append(f"约好的话：“{words}”")
    return said


def _choices(key: str, serves: tuple[str, ...]) -> tuple[Choice, ...]:
    if key == "groups":
        groups = catalogue().groups.values()
        return tuple(Choice(group.id, group.title.zh) for group in groups)
    if key == "language":
        languages = catalogue().languages.values()
        return tuple(Choice(language.id, language.title.zh) for language in languages)
    if key == "kind":
        return tuple(Choice(kind, PartyKind(kind).label) for kind in serves)
    return ()
