"""A call being written down: the matter, the answer given at once, or whom the caller is handed on to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.knowledge.queries import answer_by_key
from santai.capabilities.orders.actions import Request
from santai.catalogue.schema import ActionSpec, Field, Kind, Stage, Text, to_be_asked
from santai.channels.hotline.script import Body, script
from santai.kernel.errors import Invalid, Refusal
from santai.pages.forms.intake import ANSWERS_, Intake, Section
from santai.pages.forms.questions import Choice, Question, ask, read
from santai.pages.forms.telling import story_field
from santai.pages.moments import today

ANSWER_, TRANSFER_ = "answer.", "transfer."
REFERRAL = "referral/outside"
CONNECTED, TOLD = gettext_noop("已经接通对方"), gettext_noop("已告诉号码，来电人自己打")
HELP = {CONNECTED: "先打电话说明情况", TOLD: "告诉地址电话"}

BODY = Field("body", Text(gettext_noop("转给谁")), Kind.CHOICE, required=True)
HOW = Field(
    "how", Text(gettext_noop("怎样转的")), Kind.CHOICE, required=True, options=(TOLD, CONNECTED)
)
SAID = Field(
    "said", Text(gettext_noop("怎么跟来电人说的")), Kind.LONG_TEXT, required=True, maximum=500,
    hint=gettext_noop("例如：请他现在打 110，我们两个工作日内再问。"),
)  # fmt: skip
TRANSFER = (BODY, HOW, SAID)


@dataclass(slots=True)
class CallForm:
    intake: Intake
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> ActionSpec | None:
        """The action with which an agent finishes such a matter on the telephone, if there is one."""
        service = self.intake.service
        for spec in service.states[service.initial].actions.values():
            done = spec.to and service.states[spec.to].stage is Stage.COMPLETED
            if done and spec.outcome and "hotline-agent" in spec.by:
                return spec
        return None

    # --- showing

    @property
    def story_name(self) -> str:
        """The question in which the caller's own words are written down."""
        service = self.intake.service
        return ANSWERS_ + (story_field(service) or service.form[0]).key

    @property
    def story(self) -> str:
        return (self.intake.typed.get(self.story_name) or "").strip()

    def parts(self) -> tuple[Question | None, list[Section]]:
        """The story, and everything else that may be asked, without it.

        Of what is answered on the spot little else is needed; it stays closed until somebody opens it.
        """
        sections, name = self.intake.sections(), self.story_name
        every = [question for section in sections for question in section.questions]
        story = next((question for question in every if question.name == name), None)
        folded = self.at_once is not None
        rest = [
            replace(
                section,
                questions=[q for q in section.questions if q.name != name],
                folded=folded or section.folded,
            )
            for section in sections
        ]
        return story, [section for section in rest if section.questions]

    def answer_questions(self) -> list[Question]:
        return self._ask(to_be_asked(self.at_once.needs), ANSWER_) if self.at_once else []

    def transfer_questions(self) -> list[Question]:
        bodies = tuple(
            Choice(
                body.name, _("%(body)s：%(purpose)s") % {"body": body.name, "purpose": body.purpose}
            )
            for body in script().bodies
        )
        body, how, said = self._ask(TRANSFER, TRANSFER_)
        ways = tuple(replace(way, label=_(way.label)) for way in how.choices)
        return [
            replace(body, label=_(body.label), widget="select", choices=bodies),
            replace(how, label=_(how.label), choices=ways),
            replace(said, label=_(said.label), hint=_(said.hint)),
        ]

    def _ask(self, fields: Iterable[Field], prefix: str) -> list[Question]:
        typed, errors = self.intake.typed, self.intake.errors
        return [
            ask(item, typed, prefix=prefix, error=errors.get(prefix + item.key, ""))
            for item in fields
        ]

    # --- reading

    def then(self) -> list[tuple[str, dict[str, Any]]]:
        """The answer, if one was written; without it the question waits for one."""
        if self.at_once is None:
            return []
        facts = read(to_be_asked(self.at_once.needs), self.intake.typed, prefix=ANSWER_)
        return [(self.at_once.name, facts)] if facts else []

    def use(self, key: str) -> None:
        """Put a standard answer into the answer: below what is written there, never over it."""
        chosen, spec = answer_by_key(key, on=today(timezone.now())), self.at_once
        if chosen is None or spec is None:
            return
        typed, needs = self.intake.typed, {need.key for need in spec.needs}
        law = "、".join(cited.zh for cited in chosen.citations)
        for name, text in (("answer", chosen.text), ("law", law)):
            before = (typed.get(ANSWER_ + name) or "").rstrip()
            if name in needs and text not in before:
                joint = "\n" if name == "answer" else "、"
                typed[ANSWER_ + name] = f"{before}{joint}{text}" if before else text

    def transfer(self) -> tuple[Request, Body]:
        """The referral, with the story as it was told and what the caller was told. Raises Invalid."""
        said = read(TRANSFER, self.intake.typed, prefix=TRANSFER_)
        body = script().body(said.get("body", ""))
        wrong = {TRANSFER_ + item.key: _("请填写。") for item in TRANSFER if item.key not in said}
        if body is None:
            wrong[TRANSFER_ + BODY.key] = _("请选择转给谁。")
        if said.get("how", TOLD) not in HELP:
            wrong[TRANSFER_ + HOW.key] = _("请从两种里选一种。")
        if not self.story:
            wrong[self.story_name] = _("请写下来电人说的事，对方就不用再问一遍。")
        if wrong or body is None:
            raise Invalid(wrong)
        return self._referral(body, said), body

    def _referral(self, body: Body, said: dict[str, Any]) -> Request:
        then: list[tuple[str, dict[str, Any]]] = [
            ("note", {"text": f"已告知来电人：{said['said']}"})
        ]
        if said["how"] == CONNECTED:
            then.append(("contact", {"with_whom": body.name, "said": said["said"]}))
        asked = self.intake.request(then=then)
        answers = {
            "body": body.name,
            "matter": self.story,
            "reason": body.purpose,
            "contact": body.number,
            "accompany": HELP[said["how"]],
        }
        return replace(asked, service=REFERRAL, answers=answers, opposite=None)

    def take(self, refused: Refusal) -> None:
        """A complaint belongs beside the question it is about: the answer, the transfer or the matter."""
        if not isinstance(refused, Invalid) or refused.code == "key_reused":
            self.intake.take(refused)
            return
        needs = {need.key for need in self.at_once.needs} if self.at_once else set()
        for key, text in refused.fields.items():
            if key in needs:
                self.intake.errors[ANSWER_ + key] = text
            elif key.startswith(TRANSFER_):
                self.intake.errors[key] = text
            else:
                self.intake.take(Invalid({key: text}))

    def take_transfer(self, refused: Refusal) -> None:
        """As `take`, of a referral: its matter is the story, its note what the caller was told."""
        if not isinstance(refused, Invalid) or refused.code == "key_reused":
            self.intake.take(refused)
            return
        places = {
            f"{ANSWERS_}matter": self.story_name,
            "text": TRANSFER_ + SAID.key,
            "said": TRANSFER_ + SAID.key,
        }
        self.take(Invalid({places.get(key, key): text for key, text in refused.fields.items()}))
