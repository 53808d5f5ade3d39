"""One question on a page, from a catalogue field and what was typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

from santai.catalogue.schema import Field, Kind
from santai.kernel import words
from santai.kernel.words import Words, word

Typed = MultiValueDict[str, str]
RADIOS = 8  # more options than this become a list that opens
YES, NO = "yes", "no"
SENT_ALREADY = word("这一页刚才已经提交过一次，请先看看记录。确实要再办一次的，再点一次提交。")
SEVERAL = frozenset({Kind.CHOICES, Kind.MATERIALS, Kind.GUESTS})

WIDGETS: Mapping[Kind, str] = {
    Kind.LONG_TEXT: "paragraph",
    Kind.CHOICE: "radios",
    Kind.CHOICES: "checks",
    Kind.YES_NO: "radios",
    Kind.REGION: "region",
    Kind.SERVICE: "select",
    Kind.PRACTITIONER: "radios",
    Kind.ORGANISATION: "select",
    Kind.ACCOUNT: "select",
    Kind.MATERIALS: "checks",
    Kind.DOCUMENT: "radios",
    Kind.SIDE: "radios",
    Kind.GUESTS: "checks",
}
INPUT_TYPES: Mapping[Kind, str] = {Kind.DATE: "date", Kind.PHONE: "tel"}
INPUT_MODES: Mapping[Kind, str] = {
    Kind.MONEY: "decimal",
    Kind.NUMBER: "numeric",
    Kind.PHONE: "tel",
    Kind.ORDER: "numeric",
}
LENGTHS: Mapping[Kind, int] = {Kind.ID_NUMBER: 30, Kind.PHONE: 20, Kind.MONEY: 20, Kind.ORDER: 20}
UNITS: Mapping[Kind, str] = Words({Kind.MONEY: word("元")})


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; `group` names the heading it stands under."""

    value: str
    label: str
    note: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """All a template needs. `values` is what was typed, kept whatever it is."""

    name: str
    label: str
    widget: str = "line"
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    why: str = ""
    required: bool = False
    asked_when: str = ""
    error: str = ""
    input_type: str = "text"
    input_mode: str = ""
    autocomplete: str = ""
    unit: str = ""
    maximum: int | None = None
    search: str = ""  # what was looked for where the choices can be narrowed by name

    @property
    def id(self) -> str:
        return "q-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def short(self) -> bool:
        """Numbers and days need no more than a short line."""
        return bool(self.input_mode) or self.input_type == "date"

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def described_by(self) -> str:
        parts = ("hint", self.hint), ("when", self.asked_when), ("error", self.error)
        return " ".join(f"{self.id}-{part}" for part, text in parts if text)

    @property
    def grouped(self) -> list[tuple[str, list[Choice]]]:
        """The choices under their headings, in order."""
        groups: dict[str, list[Choice]] = {}
        for choice in self.choices:
            groups.setdefault(choice.group, []).append(choice)
        return list(groups.items())


def ask(
    field: Field,
    typed: Typed,
    *,
    prefix: str = "",
    error: str = "",
    choices: Sequence[Choice] = (),
    asked_when: str = "",
    autocomplete: str = "",
) -> Question:
    """The question for a field. `choices` replaces the field's own options (references, labels)."""
    name = prefix + field.key
    options = tuple(choices) or own_choices(field)
    return Question(
        name=name,
        label=field.ask.said,
        widget=_widget(field, options),
        values=tuple(typed.getlist(name)),
        choices=options,
        hint=words.said(field.hint) or _bounds(field),
        why=words.said(field.why),
        required=field.required,
        asked_when=asked_when,
        error=error,
        input_type=INPUT_TYPES.get(field.kind, "text"),
        input_mode=INPUT_MODES.get(field.kind, ""),
        autocomplete=autocomplete,
        unit=UNITS.get(field.kind, ""),
        maximum=_length(field),
        search=typed.get(f"{name}.search") or "",
    )


def read(fields: Iterable[Field], typed: Typed, *, prefix: str = "") -> dict[str, Any]:
    """What was typed, as `submit` and `act` take it. Blank answers are left out."""
    found = {field.key: _read(field, typed, prefix + field.key) for field in fields}
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def typed_in(data: MultiValueDict[str, str]) -> Typed:
    """What came with a request, without the signs that no keyboard types and no database takes."""
    return MultiValueDict(
        {_typable(key): [_typable(value) for value in data.getlist(key)] for key in data}
    )


def _typable(text: str) -> str:
    """Without NUL and without half a surrogate pair, such as a script leaves of an emoji it cuts."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def said(question: Question) -> str:
    """The answer as it is read back: labels instead of values, with the unit; "" for none."""
    labels = {choice.value: choice.label for choice in question.choices}
    text = words.listed(labels.get(value, value) for value in question.values if value)
    return f"{text} {question.unit}".strip() if text else ""


def searching(typed: Typed) -> bool:
    """Whether the button pressed only looks something up: nothing is sent or checked then."""
    return (typed.get("step") or "").startswith("search:")


def own_choices(field: Field) -> tuple[Choice, ...]:
    if field.kind is Kind.YES_NO:
        return (Choice(YES, words.say("是")), Choice(NO, words.say("否")))
    return tuple(Choice(option, words.said(option)) for option in field.options)


def _read(field: Field, typed: Typed, name: str) -> Any:
    if field.kind in SEVERAL:
        return [value for value in typed.getlist(name) if value]
    value = (typed.get(name) or "").strip()
    if field.kind is Kind.YES_NO:
        return {YES: True, NO: False}.get(value)
    return value


def _widget(field: Field, choices: Sequence[Choice]) -> str:
    widget = WIDGETS.get(field.kind, "line")
    if widget == "line" and choices:
        return "select"
    if widget == "radios" and field.kind is Kind.CHOICE and len(choices) > RADIOS:
        return "select"
    return widget


def _length(field: Field) -> int | None:
    if field.kind in {Kind.TEXT, Kind.LONG_TEXT}:
        return field.maximum
    return LENGTHS.get(field.kind)


def _bounds(field: Field) -> str:
    if field.kind not in {Kind.NUMBER, Kind.MONEY}:
        return ""
    least = "" if field.minimum is None else words.say("最少 {least}", least=field.minimum)
    most = "" if field.maximum is None else words.say("最多 {most}", most=field.maximum)
    return words.said("，").join(filter(None, (least, most)))
