"""The form of one action on one order, made of what the service file says the action needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from santai.capabilities.orders.actions import Done, act, hindrances
from santai.capabilities.orders.actions.facts import judge
from santai.capabilities.orders.queries import OrderView
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import ActionSpec, Field, Kind, to_be_asked
from santai.kernel.decision import Answer, Decision
from santai.kernel.errors import Forbidden, Invalid, NotNow
from santai.kernel.words import Words, said, say, word
from santai.pages.forms.conditions import asked_when
from santai.pages.forms.questions import SENT_ALREADY, Choice, Question, Typed, ask, read
from santai.pages.forms.references import References
from santai.pages.forms.regions import region_question
from santai.pages.moments import today

SEARCHABLE = frozenset({Kind.ORGANISATION})
ADVICE = Words(
    {
        Answer.YES: word("符合"),
        Answer.NO: word("不符合"),
        Answer.UNKNOWN: word("还不能判断"),
    }
)


@dataclass(slots=True)
class ActionForm:
    """`typed` is what was typed so far; `errors` goes beside the questions."""

    actor: Actor
    view: OrderView
    spec: ActionSpec
    typed: Typed
    at: datetime
    errors: Mapping[str, str] = field(default_factory=dict)
    references: References = field(init=False)

    def __post_init__(self) -> None:
        self.references = References(self.actor, self.view, self.spec, self.at)

    def questions(self) -> list[Question]:
        return [self._question(item) for item in to_be_asked(self.spec.needs)]

    def facts(self) -> dict[str, Any]:
        return read(to_be_asked(self.spec.needs), self.typed)

    def hindrances(self) -> list[str]:
        """What has to be done before this, so that nobody fills it in for nothing."""
        return hindrances(self.view.order, self.spec, at=self.at)

    def judgement(self) -> Decision | None:
        """What the rule beside the button says of this order today."""
        rule = self.spec.requires or self.spec.suggests
        if not rule:
            return None
        return judge(rule, self.view.service, self.view.order, on=today(self.at))

    def rule_says(self) -> str:
        rule = self.spec.requires or self.spec.suggests
        return said(self.view.service.rules[rule].says) if rule else ""

    def perform(self, *, key: str = "", seen: int | None = None) -> Done:
        """Take the action with what was typed; raises what the door raises."""
        return act(
            actor=self.actor,
            number=self.view.order.number,
            action=self.spec.name,
            facts=self.facts(),
            at=self.at,
            key=key,
            seen=seen,
        )

    def take(self, refused: Invalid) -> None:
        """Put the door's complaints beside the questions; a key used before is replaced by a fresh one."""
        self.errors = refused.fields
        if refused.code == "key_reused":
            self.typed["key"] = uuid4().hex
            self.errors = {"key": said(SENT_ALREADY)}

    def _question(self, item: Field) -> Question:
        error = self.errors.get(item.key, "")
        if item.kind is Kind.REGION:
            label, hint, required = item.ask.said, said(item.hint), item.required
            return region_question(
                item.key, label, self.typed, error=error, hint=hint, required=required
            )
        search = self.typed.get(f"{item.key}.search") or ""
        choices = self.references.choices(item, search.strip())
        when = asked_when(item, replace(self.view.service, form=self.spec.needs))
        question = ask(item, self.typed, error=error, choices=choices, asked_when=when)
        if item.kind in SEARCHABLE:
            question = replace(question, widget="search")
        return _prefilled(question, choices, self.view)


def offered(view: OrderView, name: str) -> ActionSpec:
    """The action, if it is this reader's to take now; else the refusal the door would give."""
    for spec in view.actions:
        if spec.name == name:
            return spec
    known = view.state.actions.get(name)
    if known and known.once and any(moment.code == name for moment in view.timeline):
        raise NotNow(say("“{action}”只能办一次，已经办过了。", action=known.title.said))
    if known:
        raise Forbidden(say("“{action}”不由您的岗位办理。", action=known.title.said))
    allowed = [spec.title.said for spec in view.actions]
    text = say("工单现在是“{state}”，不能这样办理。", state=view.state.title.said)
    raise NotNow(text, allowed)


def _prefilled(question: Question, choices: tuple[Choice, ...], view: OrderView) -> Question:
    """Papers go to whoever handles the order unless somebody says otherwise; one choice is chosen."""
    if question.values or not choices:
        return question
    here = str(view.order.organisation_id)
    if question.name == "organisation" and any(choice.value == here for choice in choices):
        return replace(question, values=(here,))
    if question.required and len(choices) == 1:
        return replace(question, values=(choices[0].value,))
    return question
