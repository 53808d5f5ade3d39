"""What people type, checked against the fields that ask for it.

Messages are for the person who typed: what is wrong at this field, and how to put it right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from santai.catalogue.arithmetic import computed
from santai.catalogue.cleaning import bounded, clean
from santai.catalogue.evaluate import Parameters, evaluate
from santai.catalogue.schema import Condition, Field, Kind, ParameterValue, Service
from santai.kernel.decision import Answer
from santai.kernel.texts import one_line
from santai.kernel.words import said, say, word

NAMED = 20  # unknown keys that are named back to whoever sent them
CHOSEN = {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.REGION, Kind.SERVICE, Kind.MATERIALS}
CHOSEN |= {Kind.PRACTITIONER, Kind.ORGANISATION, Kind.ACCOUNT, Kind.DOCUMENT, Kind.SIDE}
CHOSEN |= {Kind.GUESTS}


class FactErrors(ValueError):
    """What has to be put right: `fields` maps each key to a sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(said("；").join(f"{key}：{text}" for key, text in self.fields.items()))


def nothing_set(name: str) -> ParameterValue | None:
    """Parameters of a place that has set none."""
    return None


def validate(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    *,
    facts: Mapping[str, Any],
    service: Service,
    today: date,
    parameters: Parameters = nothing_set,
) -> dict[str, Any]:
    """The clean values in the order of the fields, without blanks. Raises FactErrors.

    `values`: texts and lists of texts from a form, or JSON. `facts`: what conditions may ask about beside
    these fields (answers given before, `groups`, `channel`, `level`); `service` has the rules they name.
    Text is NFC without invisible characters, money "1234.50", a day "2026-03-05", a number an int, yes/no a
    bool, several choices a list. What is not asked is dropped, whatever was given; a field that may be asked
    (its condition is not known) is taken, but insisted on only once it certainly is.
    """
    read = reading(fields, values, facts=facts, service=service, today=today, parameters=parameters)
    if read.errors:
        raise FactErrors(read.errors)
    return read.cleaned


@dataclass(slots=True)
class Reading:
    """What a form holds so far: clean values, what is wrong by key, and which fields are asked.

    `asked`: yes, or unknown while what it depends on is not answered; the others are left out.
    """

    cleaned: dict[str, Any]
    errors: dict[str, str]
    asked: dict[str, Answer]


def reading(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    *,
    facts: Mapping[str, Any],
    service: Service,
    today: date,
    parameters: Parameters = nothing_set,
) -> Reading:
    """The same as `validate` for a form that may be half filled in."""
    keys = {field.key for field in fields}
    read = Reading({}, _unknown(keys, values), {})
    known = {key: fact for key, fact in facts.items() if key not in keys}
    counted: set[str] = set()  # what was asked or computed: the rest adds nothing

    def answer(condition: Condition) -> Answer:
        return evaluate(condition, service, known | read.cleaned, parameters).answer

    for field in fields:
        wanted = answer(field.when) if field.when else Answer.YES
        if wanted is Answer.NO or (field.unless and answer(field.unless) is Answer.YES):
            continue
        if field.computed is None:
            read.asked[field.key] = wanted
        counted.add(field.key)
        try:
            value = (
                clean(field, values.get(field.key), today)
                if field.computed is None
                else bounded(field, computed(field, read.cleaned, counted, parameters))
            )
        except ValueError as error:
            read.errors[field.key] = str(error)
            continue
        if value is not None:
            read.cleaned[field.key] = value
        elif field.required and wanted is Answer.YES:
            wanting = word("请选择{answer}。") if field.kind in CHOSEN else word("请填写{answer}。")
            read.errors[field.key] = say(wanting, answer=field.called)
    return read


def _unknown(keys: Collection[str], values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for keys nobody asks for: a typing error would otherwise lose an answer."""
    strange = [one_line(str(key), 50) for key in values if key not in keys]
    return dict.fromkeys(strange[:NAMED], say("没有这一项，请核对名称，或者去掉。"))
