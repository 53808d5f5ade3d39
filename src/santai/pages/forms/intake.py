"""The form with which a matter comes in, the same for every door that people type at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.utils import timezone

from santai.capabilities.orders.actions import Request
from santai.capabilities.orders.actions.facts import facts_of, parameters_of
from santai.capabilities.orders.enums import NOBODY
from santai.capabilities.places import codes
from santai.catalogue.conditions import facts_in
from santai.catalogue.forms import Reading, reading
from santai.catalogue.schema import Field, Service
from santai.kernel.decision import Answer
from santai.kernel.errors import Invalid, Missing, Refusal
from santai.kernel.words import said, say, word
from santai.pages.forms import people
from santai.pages.forms.conditions import asked, asked_when
from santai.pages.forms.questions import SENT_ALREADY, Question, Typed, ask, read
from santai.pages.forms.regions import region_question
from santai.pages.moments import today

ANSWERS_ = "answers."
OPPOSITE_INTRO = word("和谁有纠纷就填谁，我们据此避开替对方办事的人。")
AGENT_INTRO = word("替家人或者别人申请的，前面填他的情况，这里填您自己的。")


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    title: str
    questions: Sequence[Question]
    intro: str = ""
    folded: bool = False  # rarely needed: closed until somebody opens it

    @property
    def open(self) -> bool:
        """A folded section opens by itself when something was typed or is wrong in it."""
        return not self.folded or any(q.error or any(q.values) for q in self.questions)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form that is filled in page by page. `name` is its place in the address."""

    name: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""

    @classmethod
    def of(cls, question: Question) -> Step:
        return cls(question.name.replace(".", "-"), question.label, (question,))

    @property
    def alone(self) -> Question | None:
        """The one question, which is then the heading of its page."""
        return self.questions[0] if len(self.questions) == 1 else None

    @property
    def wrong(self) -> list[Question]:
        return [question for question in self.questions if question.error]


@dataclass(slots=True)
class Intake:
    """One request being written down.

    `known`: the applicant as registered, when chosen from a look-up; it is not asked again. `prefilled`: the
    same where it stands in the form to be corrected. What nobody changed there nobody told us.
    """

    service: Service
    channel: str
    typed: Typed
    known: Mapping[str, Any] | None = None
    prefilled: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False  # the applicant types themselves
    errors: dict[str, str] = field(default_factory=dict)
    status: int = 422  # of the page that says what is wrong

    # --- showing

    def sections(self) -> list[Section]:
        """Everything that is asked, in the order it is talked about."""
        found = [
            Section(say("事情"), self.form_questions()),
            Section(say("申请人"), self._applicant()),
            Section(
                say("联系上的要求"), self._people(people.WISHES, people.APPLICANT_), folded=True
            ),
            Section(
                say("对方"),
                self._people(self._opposite_fields(), people.OPPOSITE_),
                said(OPPOSITE_INTRO),
            ),
            Section(
                say("替别人办"),
                self._people(people.AGENT, people.AGENT_),
                said(AGENT_INTRO),
                folded=True,
            ),
        ]
        return [section for section in found if section.questions]

    def form_questions(self) -> list[Question]:
        return [
            ask(
                item,
                self.typed,
                prefix=ANSWERS_,
                error=self.errors.get(ANSWERS_ + item.key, ""),
                asked_when=asked_when(item, self.service, self._settled()),
            )
            if item.kind != "region"
            else self._region(item)
            for item in self._form()
        ]

    def asked_now(self) -> list[Question]:
        """The questions that the answers so far call for. What depends on a question that was passed over
        is passed over too."""
        asked = {ANSWERS_ + key for key, sure in self._read().asked.items() if sure is Answer.YES}
        return [question for question in self.form_questions() if question.name in asked]

    def steps(self) -> list[Step]:
        """Everything, one question on a page: particulars of people stay together.

        Which groups somebody belongs to is asked before the first question that depends on it.
        """
        found = [Step("place", say("事情在哪里办"), (self.region(),))]
        applicant = {question.name: question for question in self._applicant()}
        groups = applicant.pop(people.APPLICANT_ + people.GROUPS.key, None)
        depends = {ANSWERS_ + item.key for item in self._form() if _asks_about_groups(item, self)}
        for question in self.asked_now():
            if groups and question.name in depends:
                found.append(Step.of(groups))
                groups = None
            found.append(Step.of(_alone(question)))
        if groups:
            found.append(Step.of(groups))
        opposite = tuple(self._people(self._opposite_fields(), people.OPPOSITE_))
        return [
            *found,
            *(
                [Step("applicant", say("怎么称呼您、怎么联系您"), tuple(applicant.values()))]
                if applicant
                else []
            ),
            *(
                [Step("opposite", say("对方是谁"), opposite, said(OPPOSITE_INTRO))]
                if opposite
                else []
            ),
        ]

    def extras(self) -> list[Step]:
        """What few people need: offered when the answers are checked."""
        return [
            Step(
                "wishes",
                say("联系您时要注意什么"),
                tuple(self._people(people.WISHES, people.APPLICANT_)),
            ),
            Step(
                "agent",
                say("替别人办"),
                tuple(self._people(people.AGENT, people.AGENT_)),
                said(AGENT_INTRO),
            ),
        ]

    def region(self) -> Question:
        error = self.errors.get("region") or self.errors.get("organisation", "")
        hint = say("由这里的机构办理。")
        return region_question("region", say("事情在哪里办"), self.typed, error=error, hint=hint)

    def _region(self, item: Field) -> Question:
        name = ANSWERS_ + item.key
        error, required = self.errors.get(name, ""), item.required
        return region_question(
            name,
            item.ask.said,
            self.typed,
            error=error,
            hint=said(item.hint or item.why),
            required=required,
        )

    def _applicant(self) -> list[Question]:
        return self._people(self._applicant_fields(), people.APPLICANT_, own=self.own)

    def _people(self, fields: Sequence[Field], prefix: str, own: bool = False) -> list[Question]:
        serves = self.service.serves
        return people.people_questions(
            fields, self.typed, prefix, self.errors, serves=serves, own=own
        )

    def _form(self) -> list[Field]:
        return list(asked(self.service, self._settled()))

    def _settled(self) -> dict[str, str]:
        return {"channel": self.channel}

    def _applicant_fields(self) -> list[Field]:
        """Of somebody known only what the service wants and nobody has told us yet is asked."""
        fields = people.applicant_fields(self.service)
        if self.known is None:
            return fields
        return [item for item in fields if not self.known.get(item.key)]

    def _opposite_fields(self) -> tuple[Field, ...]:
        return () if self.service.opposite == "none" else people.OPPOSITE

    # --- reading

    def request(self, **more: Any) -> Request:
        """What was typed, for `submit`; `more` are its other arguments."""
        return Request(
            service=self.service.id,
            region=self.typed.get("region") or "",
            applicant=self.applicant(),
            known={"kind": self.service.serves[0], **self.prefilled, **(self.known or {})},
            answers=read(self._form(), self.typed, prefix=ANSWERS_),
            opposite=people.read_person(self._opposite_fields(), self.typed, people.OPPOSITE_)
            or None,
            agent=people.read_person(people.AGENT, self.typed, people.AGENT_) or None,
            **more,
        )

    def applicant(self) -> dict[str, Any]:
        fields = [*self._applicant_fields(), *people.WISHES]
        told = people.read_person(fields, self.typed, people.APPLICANT_)
        return {key: value for key, value in told.items() if value != self.prefilled.get(key)}

    def check(self) -> dict[str, Any]:
        """Look for mistakes before anything is sent; gives the answers as they will be kept.

        The door looks again; what only it can know (who is responsible there) is found then.
        """
        request = self.request()
        if not request.region:
            self.errors["region"] = say("请选择地区。")
        self.errors |= request.missing(self.service)
        self._check_people(request)
        return self._answers(request)

    def _check_people(self, request: Request) -> None:
        told = {key: value for key, value in request.asker.items() if key != "proven"}
        told["name"] = told.get("name") or NOBODY  # whether one is needed was asked before
        for prefix, person in (
            (people.APPLICANT_, told),
            (people.OPPOSITE_, request.opposite or {}),
            (people.AGENT_, request.agent or {}),
        ):
            self.errors = people.check_person(person, prefix) | self.errors

    def take(self, refused: Refusal) -> None:
        """Put the door's complaints beside the questions they are about; everything typed stays."""
        if isinstance(refused, Missing):
            raise refused
        if refused.code == "key_reused":  # sent, gone back to, changed: perhaps another matter
            self.typed["key"] = uuid4().hex
            self.errors["key"] = said(SENT_ALREADY)
        elif isinstance(refused, Invalid):
            for key, text in refused.fields.items():
                self.errors[self._place(key)] = text
        else:
            self.errors["refused"], self.status = refused.message, refused.status

    def _answers(self, request: Request) -> dict[str, Any]:
        read = self._read(request)
        self.errors |= {ANSWERS_ + key: text for key, text in read.errors.items()}
        return {} if read.errors else read.cleaned

    def _read(self, request: Request | None = None) -> Reading:
        """The form as far as it is filled in."""
        request = request or self.request()
        groups = list(request.asker.get("groups") or ())
        region = request.region if codes.is_code(request.region) else codes.NATION
        on = today(timezone.now())
        return reading(
            self.service.form,
            request.answers,
            facts=facts_of({}, groups, channel=self.channel, region=region),
            service=self.service,
            today=on,
            parameters=parameters_of(region, on),
        )

    def _place(self, key: str) -> str:
        """A particular without a prefix is the applicant's: `register_party` does not know whose."""
        return people.APPLICANT_ + key if key in people.ABOUT_THEM or key == "kind" else key


def _alone(question: Question) -> Question:
    """As it stands on a page of its own: every choice in sight, and no word on when it is asked."""
    widget = "radios" if question.widget == "select" else question.widget
    return replace(question, asked_when="", widget=widget)


def _asks_about_groups(field: Field, intake: Intake) -> bool:
    conditions = [condition for condition in (field.when, field.unless) if condition]
    return people.GROUPS.key in facts_in(conditions, intake.service.rules)


def summary(sections: Sequence[Section], more: Sequence[Question] = ()) -> list[Question]:
    """The questions with something wrong, in the order of the page."""
    every = [*more, *(question for section in sections for question in section.questions)]
    return [question for question in every if question.error]
