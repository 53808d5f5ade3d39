"""What a rule of a service says about facts: yes, no or not known yet, with reasons in plain words.

Facts are cleaned answers by field key, plus `groups` (a list), `channel` and `level`. A fact that is not
there makes an answer unknown, never no. Parameters come from a function of their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from santai.catalogue.schema import (
    All,
    Any_,
    Basis,
    Condition,
    Field,
    Kind,
    ParameterRef,
    ParameterValue,
    Rule,
    RuleRef,
    Service,
    Test,
    Text,
)
from santai.catalogue.words import DOORS, LEVELS
from santai.kernel.decision import Answer, Decision, Reason, all_of, any_of, negate
from santai.kernel.words import Words, listed, said, say, word

Facts = Mapping[str, Any]
Parameters = Callable[[str], ParameterValue | None]
REGION = "region."
BOUNDS = {
    ("at_most", True): word("{fact} {amount}，不超过{limit}"),
    ("at_most", False): word("{fact} {amount}，超过{limit}"),
    ("at_least", True): word("{fact} {amount}，达到{limit}"),
    ("at_least", False): word("{fact} {amount}，不到{limit}"),
}
BELONGS = {True: word("属于{groups}"), False: word("不属于{groups}")}
INCLUDES = {True: word("{fact}包括{values}"), False: word("{fact}不包括{values}")}
IS = {True: word("{fact}答“{value}”"), False: word("{fact}为{value}")}  # by: is it a question
IS_NOT = {True: word("{fact}答的不是“{value}”"), False: word("{fact}不是{value}")}
YES_NO = Words({True: word("是"), False: word("否")})
WORDS: Mapping[Any, str] = Words({**DOORS.texts, **LEVELS.texts})
ALWAYS = {
    "groups": Field("groups", Text(word("人群类别")), Kind.CHOICES),
    "channel": Field("channel", Text(word("办理渠道")), Kind.CHOICE),
    "level": Field("level", Text(word("办理层级")), Kind.CHOICE),
}


def evaluate(
    question: str | Condition, service: Service, facts: Facts, parameters: Parameters
) -> Decision:
    """The answer to a rule (by name) or a condition. `missing` names what would settle it:
    field keys, and `region.<name>` for parameters nobody has set for the place.
    """
    judge = _Judge(service, facts, parameters)
    return judge.of(RuleRef(question) if isinstance(question, str) else question)


def judge(
    service: Service, facts: Facts, parameters: Parameters
) -> Callable[[Condition], Decision]:
    """The same for many conditions about the same facts: each rule is judged once."""
    return _Judge(service, facts, parameters).of


class _Judge:
    def __init__(self, service: Service, facts: Facts, parameters: Parameters) -> None:
        self.service = service
        self.facts = facts
        self.parameters = parameters
        self.rules: dict[str, Decision] = {}

    def of(self, condition: Condition, basis: Basis = ()) -> Decision:
        """`basis`: the articles of the rule that asks, cited by what it tests itself."""
        if isinstance(condition, Test):
            return self.test(condition, basis)
        if isinstance(condition, RuleRef):
            if condition.name not in self.rules:
                self.rules[condition.name] = self.rule(self.service.rules[condition.name])
            return self.rules[condition.name]
        if isinstance(condition, All):
            return _together(all_of(*(self.of(part, basis) for part in condition.parts)))
        if isinstance(condition, Any_):
            return any_of(*(self.of(part, basis) for part in condition.parts))
        return negate(self.of(condition.part, basis))

    def rule(self, rule: Rule) -> Decision:
        """Yes if one ground for yes holds and none for no can."""
        yes = any_of(*[self.of(condition, rule.basis) for condition in rule.yes_if])
        if not rule.no_if:
            return yes
        no = any_of(*(self.of(condition, rule.basis) for condition in rule.no_if))
        both = all_of(yes, negate(no))
        return yes if both.answer is Answer.YES else both

    def test(self, test: Test, basis: Basis) -> Decision:
        field = _field(test.fact, self.service)
        about = (test.fact,)
        fact, value, standard = self.facts.get(test.fact), test.value, ""
        if fact is None or fact == "":
            return _unknown(
                Reason(say("还不知道{fact}", fact=field.called), basis, about), test.fact
            )
        if isinstance(value, ParameterRef):
            found = self.parameters(value.name)
            if found is None:
                text = say("{fact}要和本地的标准比，本地还没有设定", fact=field.called)
                return _unknown(Reason(text, basis, about), f"{REGION}{value.name}")
            value, standard = _standard(found, value.times)
        holds = _holds(test.op, fact, value)
        if holds is None:
            return _unknown(
                Reason(say("{fact}填写得不对", fact=field.called), basis, about), test.fact
            )
        text = _said(test.op, field, fact, value, standard, holds)
        return Decision(Answer.YES if holds else Answer.NO, (Reason(text, basis, about),))


def _unknown(reason: Reason, missing: str) -> Decision:
    return Decision(Answer.UNKNOWN, (reason,), frozenset({missing}))


# --- comparing ----------------------------------------------------------------------------------


def _holds(op: str, fact: Any, value: Any) -> bool | None:
    """Whether the comparison holds; None for a fact that is no number where one is needed."""
    values = value if isinstance(value, tuple) else (value,)
    if op == "has":
        held = fact if isinstance(fact, list | tuple | set | frozenset) else (fact,)
        return any(item in held for item in values)
    if op in ("is", "in"):
        return fact in values
    try:
        amount, limit = Decimal(str(fact)), Decimal(str(value))
        return amount <= limit if op == "at_most" else amount >= limit
    except InvalidOperation:
        return None


def _standard(found: ParameterValue, times: Decimal) -> tuple[Any, str]:
    """A parameter's value as it is compared, and how people call it."""
    value: Any = found.value
    if times != 1 and not isinstance(value, bool):
        product = Decimal(value) * times
        value = f"{product:.2f}" if isinstance(value, str) else product
    words = {"title": said(found.title or found.name), "amount": value, "unit": said(found.unit)}
    if times != 1:
        words["title"] = say("{title}的 {times} 倍", title=words["title"], times=times)
    if found.verified:
        return value, say("{title} {amount} {unit}", **words)
    return value, say("{title} {amount} {unit}（待核实）", **words)


# --- wording ------------------------------------------------------------------------------------


def _said(op: str, field: Field, fact: Any, value: Any, standard: str, holds: bool) -> str:
    """The outcome of a test in plain words."""
    values = value if isinstance(value, tuple) else (value,)
    called = field.called
    if (op, holds) in BOUNDS:
        sum_ = word("{amount} 元") if field.kind is Kind.MONEY else "{amount}"
        limit = standard or f" {say(sum_, amount=value)}"
        return say(BOUNDS[op, holds], fact=called, amount=say(sum_, amount=fact), limit=limit)
    if op == "has":
        named = [item for item in values if item in fact] if holds else values
        if field.key == "groups":
            return say(BELONGS[holds], groups=_listed(named))
        return say(INCLUDES[holds], fact=called, values=_listed(named))
    question = field.question  # a question has an answer, a noun has a value
    if field.kind is Kind.YES_NO:
        answer = YES_NO.get(fact, str(fact))
        return say(IS[question] if question else word("{fact}：{value}"), fact=called, value=answer)
    if holds:
        return say(IS[question], fact=called, value=_listed([fact]))
    return say(IS_NOT[question], fact=called, value=_listed(values))


def _listed(values: Iterable[Any]) -> str:
    return listed(WORDS.get(value, said(str(value))) for value in values)


def _field(key: str, service: Service) -> Field:
    """The question behind a fact: of the form, of an action, or one that is always known."""
    if key in ALWAYS:
        return ALWAYS[key]
    actions = (action for state in service.states.values() for action in state.actions.values())
    fields = chain(service.form, (field for action in actions for field in action.needs))
    return next((field for field in fields if field.key == key), Field(key, Text(key)))


# --- reasons ------------------------------------------------------------------------------------


def _together(decision: Decision) -> Decision:
    """One reason for what holds together: 属于农民工且申请事项为劳动报酬."""
    if decision.answer is not Answer.YES or len(decision.reasons) < 2:
        return decision
    reasons = decision.reasons
    text = said("且").join(reason.text for reason in reasons)
    citations = dict.fromkeys(c for reason in reasons for c in reason.citations)
    about = dict.fromkeys(fact for reason in reasons for fact in reason.about)
    return Decision(Answer.YES, (Reason(text, tuple(citations), tuple(about)),))
