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
from santai.kernel.words import Words, said, say, word

Facts = Mapping[str, Any]
ALWAYS = Words(
    {"groups": word("申请人身份"), "channel": word("办理渠道"), "level": word("所在层级")}
)
YES_NO = Words({True: word("是"), False: word("否")})


def asked_when(field: Field, service: Service, known: Facts | None = None) -> str:
    """One line above a question: for whom it is; "" for everybody.

    `known`: facts that are settled before anything is typed (channel, level).
    """
    if field.when is not None and settled(field.when, service, known or {}) is not Answer.YES:
        return say("{condition}时填写", condition=words(field.when, service))
    if field.unless is not None:
        return say("{condition}的，不用填", condition=words(field.unless, service))
    return ""


def words(condition: Condition, service: Service) -> str:
    match condition:
        case Test():
            return _test(condition, service)
        case RuleRef(name):
            return say("“{rule}”", rule=said(service.rules[name].says))
        case All(parts):
            return said("，并且").join(words(part, service) for part in parts)
        case Any_(parts):
            return said("，或者").join(words(part, service) for part in parts)
        case Not(part):
            return say("不是{condition}", condition=words(part, service))


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
        bound = (
            word("{question}不超过{limit}")
            if test.op == "at_most"
            else word("{question}达到{limit}")
        )
        return say(bound, question=name, limit=_bound(test.value))
    field = next((field for field in service.form if field.key == test.fact), None)
    if field is not None and field.kind is Kind.YES_NO:
        answer = YES_NO.get(test.value, test.value)
        return say("{question}答“{answer}”", question=name, answer=answer)
    answers = said("”或“").join(said(str(value)) for value in _values(test.value))
    return say("{question}选“{answers}”", question=name, answers=answers)


def _name(fact: str, service: Service) -> str:
    for field in service.form:
        if field.key == fact:
            return say("“{question}”", question=field.ask.said.rstrip("？?؟"))
    return say("“{question}”", question=ALWAYS.get(fact, fact))


def _bound(value: Any) -> str:
    return say("本地规定的数额") if isinstance(value, ParameterRef) else f" {value}"


def _values(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
