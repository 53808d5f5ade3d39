"""read: a text in a person's own words, understood as far as the rules of the catalogue go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from santai.capabilities.knowledge.triage.dangers import signals_in
from santai.capabilities.knowledge.triage.dates import named_days, speaks_of_lunar
from santai.capabilities.knowledge.triage.deciding import NONE, OF_TALKS, Decided, decide, marks
from santai.capabilities.knowledge.triage.model import Model, packaged
from santai.capabilities.knowledge.triage.patterns import normal
from santai.capabilities.knowledge.triage.periods import periods
from santai.capabilities.knowledge.triage.places import place_in
from santai.capabilities.knowledge.triage.reading import Period, Reading, Signal, Source, Why
from santai.capabilities.knowledge.triage.rules import Rules, rules
from santai.catalogue.current import catalogue
from santai.catalogue.triage import NOT_OURS, Book
from santai.kernel.citation import Citation

LONGEST = 6000  # signs of a story that are read
SOON = timedelta(days=30)
HEARD = 3  # words that are named for what the model leaned on


def read(
    text: str,
    *,
    today: date,
    place: str = "",
    level: str = "",
    earlier: Sequence[str] = (),
    book: Book | None = None,
    model: Model | None = None,
) -> Reading:
    """What the text asks for. `place`, `level`: known already; `earlier`: what was said before in the same talk."""
    with_rules = rules(book)
    told = normal("。".join([*earlier, text]))[-LONGEST:]
    signals = signals_in(with_rules, told)
    trained = model or packaged()
    voice = trained.voice(told, marks(with_rules, told)) if trained else {}
    decided = decide(with_rules, told, tuple(one.id for one in signals), voice)
    clocks = _periods(with_rules, told, decided, today)
    named = place_in(told)
    return Reading(
        text=text,
        field=decided.field,
        line=decided.line,
        service=NOT_OURS if decided.line == NONE else decided.line,
        guide=_guide(with_rules, decided),
        topics=decided.topics,
        place=place or named.name,
        level=level or named.level,
        urgency=_urgency(signals, clocks, today),
        clock=_next(clocks, today),
        periods=clocks,
        groups=_groups(decided.groups, signals),
        signals=signals,
        sources=tuple(_sources(with_rules, decided, signals, clocks)),
        terms=decided.terms,
        smalltalk=_smalltalk(with_rules, told),
        lunar=speaks_of_lunar(told),
        why=(
            *decided.why,
            *_heard(with_rules, trained, told, decided.line, voice),
            *_raised(signals),
        ),
    )


def _raised(signals: Iterable[Signal]) -> Iterator[Why]:
    return (Why("danger", one.id, one.words, 0) for one in signals)


def _heard(
    with_rules: Rules, trained: Model | None, text: str, line: str, voice: Mapping[str, float]
) -> Iterator[Why]:
    """The words of the text that the model leaned on most for the line chosen."""
    if trained and line in voice:
        said = {
            name: words[0]
            for name in with_rules.phrases
            if name not in OF_TALKS and (words := with_rules.phrase(name, text))
        }
        leant = {name: trained.leaning(f"phrases:{name}", line) for name in said}
        best = sorted((name for name in said if leant[name] > 0), key=lambda name: -leant[name])
        words = tuple(dict.fromkeys(said[name] for name in best))[:HEARD]
        yield Why("model", line, words, round(voice[line], 2))


def article(citation: Citation) -> Source:
    """An article with what it says in our words, where the catalogue knows."""
    law = catalogue().laws.get(citation.law)
    gist = law.gist.get(citation.article or 0, "") if law else ""
    return Source(citation.zh, gist, citation)


def articles(citations: Iterable[Citation]) -> tuple[Source, ...]:
    return tuple(article(one) for one in dict.fromkeys(citations))


def _guide(with_rules: Rules, decided: Decided) -> str:
    """The service of the main topic where it is of the line chosen; else the line's own."""
    if decided.line == NONE:
        return ""
    for name in decided.topics:
        topic = with_rules.book.topics[name]
        if topic.line == decided.line:
            return topic.guide
    return with_rules.book.lines[decided.line].guide


def _periods(with_rules: Rules, text: str, decided: Decided, today: date) -> tuple[Period, ...]:
    days = named_days(text, today)
    found: dict[str, Period] = {}
    for name in decided.topics:
        limits = [with_rules.book.limits[one] for one in with_rules.book.topics[name].limits]
        for period in periods(limits, days, decided.spans[name], today):
            found.setdefault(period.id, period)
    return tuple(found.values())


def _next(clocks: Iterable[Period], today: date) -> Period | None:
    """The period that ends first of those still running; else one that may have passed."""
    ending = sorted((one for one in clocks if one.ends), key=lambda one: one.ends or today)
    running = [one for one in ending if not one.passed(today)]
    return next(iter(running or ending), None)


def _urgency(signals: Sequence[Signal], clocks: Iterable[Period], today: date) -> str:
    if any(one.danger.at_once for one in signals):
        return "now"
    near = any(one.ends and one.ends <= today + SOON for one in clocks)
    return "soon" if signals or near else "calm"


def _groups(named: Iterable[str], signals: Iterable[Signal]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys([*named, *(one.danger.group for one in signals if one.danger.group)])
    )


def _smalltalk(with_rules: Rules, text: str) -> str:
    return next((name for name, one in with_rules.smalltalk.items() if one.find(text)), "")


def _sources(
    with_rules: Rules, decided: Decided, signals: Iterable[Signal], clocks: Iterable[Period]
) -> Iterator[Source]:
    def all_cited() -> Iterator[Citation]:
        for name in decided.topics:
            yield from with_rules.book.topics[name].basis
        for signal in signals:
            yield from signal.danger.basis
        for period in clocks:
            yield from period.basis

    yield from articles(all_cited())
