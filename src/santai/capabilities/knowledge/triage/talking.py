"""converse: a talk of a few turns. Asks what is needed, answers with its sources, offers one next step.

The state is plain data (JSON) that the caller keeps. Nothing is answered without a source; what is not
understood is said to be so, and a person is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypedDict

from santai.capabilities.knowledge.triage.deciding import NONE
from santai.capabilities.knowledge.triage.engine import articles, read
from santai.capabilities.knowledge.triage.patterns import normal
from santai.capabilities.knowledge.triage.reading import Reading, Signal, Source
from santai.capabilities.knowledge.triage.rules import Rules, rules
from santai.catalogue.current import catalogue
from santai.catalogue.triage import NOT_OURS, Book, Branch
from santai.kernel.citation import Citation
from santai.kernel.words import say

QUESTIONS = 3  # at most, before an answer
SHORT = 12  # signs in which an answer to a question is looked for
BARE = 4  # signs of a bare yes or no; more is part of the story
CALLED = 3  # passages of the library beside our own answer

FindSources = Callable[[str, Reading], Sequence[Source]]


class State(TypedDict):
    """What is kept between turns: what was said, what was asked and answered."""

    said: list[str]
    answers: dict[str, str]  # question → yes | no | unknown
    asked: str  # the question that waits, "" for none


@dataclass(frozen=True, slots=True)
class Offer:
    """One next step as one button. `kind`: apply | book | call | nearest."""

    kind: str
    title: str
    service: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers yes, no and unknown."""

    id: str
    ask: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What is answered to one thing said. `answered`: it says something of law, and so has sources."""

    says: tuple[str, ...]
    state: State
    reading: Reading
    asks: Asked | None = None
    sources: tuple[Source, ...] = ()
    offer: Offer | None = None
    calls: tuple[Offer, ...] = ()  # numbers to dial at once
    hand_over: bool = False
    answered: bool = False
    line: str = ""  # where the answers led; "" where they changed nothing
    guide: str = ""

    @property
    def field(self) -> str:
        return self.reading.field

    @property
    def service(self) -> str:
        """The kind of help after the questions, as the outside calls it."""
        if not self.line:
            return self.reading.service
        return NOT_OURS if self.line == NONE else self.line

    @property
    def signals(self) -> tuple[Signal, ...]:
        return self.reading.signals

    @property
    def story(self) -> str:
        """Everything the person said, for the order it becomes."""
        return "\n".join(self.state["said"])


@dataclass
class _Answer:
    """What an answer is put together from."""

    says: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    line: str = ""
    guide: str = ""
    hand_over: bool = False


def begin() -> State:
    return {"said": [], "answers": {}, "asked": ""}


def converse(
    state: State | None,
    said: str,
    *,
    today: date,
    place: str = "",
    level: str = "",
    sources: FindSources | None = None,
    book: Book | None = None,
) -> Turn:
    """The next turn. `sources` gives what the library has on a text: passages and approved answers."""
    with_rules = rules(book)
    held = _heard(with_rules, state or begin(), said)
    story = held["said"]
    reading = read(
        story[-1] if story else said,
        today=today,
        place=place,
        level=level,
        earlier=story[:-1],
        book=book,
    )
    reading = _endangered(with_rules, reading, held)
    if not reading.understood and reading.smalltalk:
        return _small(with_rules, held, reading)
    if not reading.signals and (asked := _question(with_rules, reading, held)):
        return _ask(with_rules, held, reading, asked)
    return _answer(with_rules, held, reading, sources)


def _endangered(with_rules: Rules, reading: Reading, state: State) -> Reading:
    """The reading with the dangers that came out by answers to questions."""
    book = with_rules.book
    branches = [book.questions[name].branches[answer] for name, answer in state["answers"].items()]
    known = {signal.id for signal in reading.signals}
    told = {branch.danger for branch in branches if branch.danger} - known
    if not told:
        return reading
    more = tuple(Signal(book.dangers[name], ()) for name in sorted(told))
    return replace(reading, signals=(*reading.signals, *more), urgency="now")


# --- hearing ------------------------------------------------------------------------------------


def _heard(with_rules: Rules, state: State, said: str) -> State:
    """The state with what was said: the answer to the question that waited, or more of the story."""
    story, answers = list(state["said"]), dict(state["answers"])
    if waiting := state["asked"]:
        answers[waiting] = answer_in(with_rules, waiting, said)
    if not waiting or len(normal(said)) > BARE:
        story.append(said)
    return {"said": story or [said], "answers": answers, "asked": ""}


def answer_in(with_rules: Rules, question: str, said: str) -> str:
    """yes, no or unknown, of what somebody answered in their own words."""
    text = normal(said)
    if known := _known(with_rules, question, text):
        return known
    for answer in ("unknown", "no", "yes"):
        if any(text[:SHORT].startswith(word) for word in with_rules.phrase(answer, text[:SHORT])):
            return answer
    return "unknown"


def _question(with_rules: Rules, reading: Reading, state: State) -> str:
    """The next question that is needed and not yet answered, by the text or by the person."""
    if len(state["answers"]) >= QUESTIONS:
        return ""
    text = normal("。".join(state["said"]))
    for topic in reading.topics[:1]:
        for name in with_rules.book.topics[topic].asks:
            if name not in state["answers"] and not _known(with_rules, name, text):
                return name
    return ""


def _known(with_rules: Rules, question: str, text: str) -> str:
    """What the text has answered already; a no is looked for first, for it has the yes in it."""
    known = with_rules.known[question]
    found = ((answer, known.get(answer)) for answer in ("no", "yes"))
    return next((answer for answer, pattern in found if pattern and pattern.search(text)), "")


# --- answering ----------------------------------------------------------------------------------


def _small(with_rules: Rules, state: State, reading: Reading) -> Turn:
    kind = with_rules.book.smalltalk[reading.smalltalk]
    offer = _call() if kind.hand_over else None
    return Turn((kind.says.said,), state, reading, offer=offer, hand_over=kind.hand_over)


def _ask(with_rules: Rules, state: State, reading: Reading, name: str) -> Turn:
    question = with_rules.book.questions[name]
    held: State = {"said": state["said"], "answers": state["answers"], "asked": name}
    return Turn((), held, reading, asks=Asked(name, question.ask.said))


def _answer(with_rules: Rules, state: State, reading: Reading, find: FindSources | None) -> Turn:
    answer = _Answer(line=reading.line, guide=reading.guide, hand_over=bool(reading.signals))
    _dangers(answer, reading)
    _topics(with_rules, answer, state, reading)
    _periods(answer, reading)
    _library(answer, state, reading, find)
    if not answer.sources:
        return _at_a_loss(state, reading)
    return Turn(
        (*answer.says, say("这是一般的说明，不保证结果。具体怎么办，请和工作人员或者律师核对。")),
        state,
        reading,
        sources=tuple(dict.fromkeys(answer.sources)),
        offer=_offer(with_rules, answer, reading),
        calls=_calls(reading),
        hand_over=answer.hand_over,
        answered=True,
        line=answer.line,
        guide=answer.guide,
    )


def _dangers(answer: _Answer, reading: Reading) -> None:
    for signal in reading.signals:
        answer.says.append(signal.danger.says.said)
        answer.sources += articles(signal.danger.basis)


def _topics(with_rules: Rules, answer: _Answer, state: State, reading: Reading) -> None:
    for place, name in enumerate(reading.topics):
        topic = with_rules.book.topics[name]
        answer.says.append(topic.says.said)
        answer.sources += articles(topic.basis)
        for branch in _branches(with_rules, topic.asks, state) if not place else ():
            _branch(answer, branch)


def _branches(with_rules: Rules, asks: Sequence[str], state: State) -> list[Branch]:
    text = normal("。".join(state["said"]))
    answers = {name: state["answers"].get(name) or _known(with_rules, name, text) for name in asks}
    questions = with_rules.book.questions
    return [questions[name].branches[found] for name, found in answers.items() if found]


def _branch(answer: _Answer, branch: Branch) -> None:
    if branch.says.zh:
        answer.says.append(branch.says.said)
        answer.sources += articles(branch.basis)
    answer.line = branch.line or answer.line
    answer.guide = branch.guide or answer.guide


def _periods(answer: _Answer, reading: Reading) -> None:
    for period in reading.periods:
        answer.says.append(f"{period.says}{period.caution.said}")
        answer.sources += articles(period.basis)
    if reading.lunar and reading.periods:
        answer.says.append(say("您说的是农历，期限按公历算，请核对是公历哪一天。"))
        answer.sources += articles([COUNTED])


COUNTED = Citation("民法典", 200)


def _library(answer: _Answer, state: State, reading: Reading, find: FindSources | None) -> None:
    """What the library has; without an answer of our own its passages are the answer."""
    found = list(find("\n".join(state["said"]), reading))[:CALLED] if find else []
    if found and not reading.topics and reading.understood:
        answer.says.append(say("这些规定和您的问题最接近，请看原文："))
        answer.says += [f"{one.title}：{one.quote}" for one in found if one.quote]
    if reading.understood:
        answer.sources += found


def _at_a_loss(state: State, reading: Reading) -> Turn:
    """No source, no answer: say so, and offer a person."""
    if reading.understood:
        says = say(
            "这个问题我没有找到有依据的答案，不乱说。可以转给值班的工作人员，您说过的话会一起交过去，不用再讲一遍。"
        )
    else:
        says = say(
            "我没听懂，或者这不是法律上的事。您可以换个说法，说说谁、什么时候、发生了什么；也可以找人问。"
        )
    return Turn((says,), state, reading, offer=_call(), hand_over=reading.understood)


def _offer(with_rules: Rules, answer: _Answer, reading: Reading) -> Offer:
    if reading.signals:
        return _calls(reading)[0]
    line = with_rules.book.lines[answer.line]
    if not answer.guide:
        return _call()
    known = catalogue().versions(answer.guide)
    title = catalogue().service_version(answer.guide, known[-1]).title.said
    return Offer(line.button, title, answer.guide)


def _calls(reading: Reading) -> tuple[Offer, ...]:
    calls = [call for signal in reading.signals for call in signal.danger.calls]
    return tuple(dict.fromkeys(Offer("call", one.title.said, number=one.number) for one in calls))


def _call() -> Offer:
    return Offer("call", say("打 12348，找人问"), number="12348")


def story_of(turn: Turn) -> Mapping[str, object]:
    """The talk as plain data, to be handed over with it."""
    return {"story": turn.story, "answers": turn.state["answers"], "field": turn.reading.field}
