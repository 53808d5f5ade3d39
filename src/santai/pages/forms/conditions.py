"""Conditions in words, for pages without script: when a question is to be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from santai.catalogue.evaluate import evaluate
from santai.catalogue.forms import nothing_set
from santai.catalogue.schema import (
    All,
    Any_,
    Condition,
    Field,
    Kind,
    Not,
    ParameterRef,
    RuleRef,
    Service,
    Test,
)
from santai.kernel.decision import Answer

Facts = Mapping[str, Any]
ALWAYS = {"groups": "申请人身份", "channel": "办理渠道", "level": "所在层级"}
YES_NO = {True: "是", False: "否"}


def asked_when(field: Field, service: Service, known: Facts | None = None) -> str:
    """One line above a question: for whom it is; "" for everybody.

    `known`: facts that are settled before anything is typed (channel, level).
    """
    if field.when is not None and settled(field.when, service, known or {}) is not Answer.YES:
        return f"{words(field.when, service)}时填写"
    if field.unless is not None:
        return f"{words(field.unless, service)}的，不用填"
    return ""


def words(condition: Condition, service: Service) -> str:
    match condition:
        case Test():
            return _test(condition, service)
        case RuleRef(name):
            return f"“{service.rules[name].says}”"
        case All(parts):
            return "，并且".join(words(part, service) for part in parts)
        case Any_(parts):
            return "，或者".join(words(part, service) for part in parts)
        case Not(part):
            return f"不是{words(part, service)}"


def settled(condition: Condition, service: Service, known: Facts) -> Answer:
    """What the facts known before anything was typed (channel, level) already say of it."""
    return evaluate(condition, service, known, nothing_set).answer


def asked(service: Service, known: Facts) -> Iterator[Field]:
    """The fields of the form that anybody at this door might have to answer."""
    for field in service.form:
        if field.when is None or settled(field.when, service, known) is not Answer.NO:
            yield field


def _test(test: Test, service: Service) -> str:
    name = _name(test.fact, service)
    if test.op in {"at_most", "at_least"}:
        return f"{name}{'不超过' if test.op == 'at_most' else '达到'}{_bound(test.value)}"
    field = next((field for field in service.form if field.key == test.fact), None)
    if field is not None and field.kind is Kind.YES_NO:
        return f"{name}答“{YES_NO.get(test.value, test.value)}”"
    return f"{name}选“{'”或“'.join(map(str, _values(test.value)))}”"


def _name(fact: str, service: Service) -> str:
    for field in service.form:
        if field.key == fact:
            return f"“{field.ask.zh.rstrip('？?')}”"
    return f"“{ALWAYS.get(fact, fact)}”"


def _bound(value: Any) -> str:
    return "本地规定的数额" if isinstance(value, ParameterRef) else f" {value}"


def _values(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
