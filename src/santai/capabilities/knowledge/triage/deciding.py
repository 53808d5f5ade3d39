"""From words to topic, field and line: scores that can be explained, a learned model as one voice among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log

from santai.capabilities.knowledge.triage.model import PAIRED
from santai.capabilities.knowledge.triage.patterns import STRONG, Found
from santai.capabilities.knowledge.triage.reading import Why
from santai.capabilities.knowledge.triage.rules import Rules

TOPICS = 3  # problems taken up at once
OF_TOPIC, OF_TERM, OF_HELP = 3.0, 2.0, 0.5
AID_FOR_NEED = 5.0
KNOWLEDGE = 3.0
VOICE, LEAST = 10.0, 1e-6  # of the model, beside the rules: so much for each e-fold of its chances
OF_DANGER = 60.0
OF_LINE = 1.6  # how much more a kind of help asked for by name weighs
UNKNOWN, SMALLTALK = 3.0, 3.0
NONE = "none"
OF_TALKS = ("negations", "denied", "yes", "no", "unknown")  # phrases that say nothing of the help
GENERAL, HUMBLE = ("综合", "诉讼程序"), 0.3  # fields that give way to any other
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decided:
    """The outcome, and why."""

    topics: tuple[str, ...]
    field: str
    line: str
    terms: tuple[str, ...]
    groups: tuple[str, ...]
    spans: Mapping[str, int]  # where each topic was spoken of
    why: tuple[Why, ...]


def decide(
    rules: Rules, text: str, dangers: tuple[str, ...], voice: Mapping[str, float]
) -> Decided:
    """`voice`: what a trained model thinks of each line, as probabilities; empty without one."""
    hits = _hits(rules, text)
    scores = {name: _score(found) for name, found in hits.items()}
    topics = _best(scores)
    terms = _terms(rules, text)
    groups = tuple(name for name, one in rules.groups.items() if one.find(text, rules.denials))
    why = [Why("topic", name, _words(hits[name]), scores[name]) for name in topics]
    fields = _fields(rules, text, topics, scores, terms, dangers)
    field = max(fields, key=lambda name: fields[name], default="")
    lines, reasons = _lines(rules, text, topics, groups, dangers)
    plainly = field and fields[field] >= STRONG
    known = bool(topics or plainly or terms or dangers or rules.phrase("legal", text))
    line = _line(rules, text, lines, voice, known)
    why += [Why("field", field, terms, round(fields[field], 2))] if field else []
    return Decided(
        topics,
        field,
        line,
        terms,
        groups,
        {name: hits[name][0].start for name in topics},
        (*why, *(one for one in reasons if one.rule == line or one.kind == "need")),
    )


def _score(found: tuple[Found, ...]) -> float:
    """Longer words say more."""
    return sum(hit.weight + 0.1 * len(hit.words) for hit in found)


def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
    """The topics that were spoken of plainly, the strongest first."""
    plain = sorted(
        (name for name in scores if scores[name] >= STRONG), key=lambda name: -scores[name]
    )
    return tuple(name for name in plain[:TOPICS] if scores[name] >= scores[plain[0]] / 2)


def _terms(rules: Rules, text: str) -> tuple[str, ...]:
    """The terms spoken of; 不想打官司 speaks of none."""
    found = ((name, one.search(text)) for name, one in rules.terms.items() if one)
    return tuple(name for name, hit in found if hit and not _denied(rules, text, hit.start()))


def _denied(rules: Rules, text: str, start: int) -> bool:
    return bool(rules.denials.search(text[max(0, start - 5) : start]))


def marks(rules: Rules, text: str) -> tuple[str, ...]:
    """What the rules see in a text, as features for a model."""
    topics = _best({name: _score(hits) for name, hits in _hits(rules, text).items()})
    kinds = ("lines", "smalltalk", "groups")
    seen = [f"{kind}:{name}" for kind in kinds for name in rules.matches(kind, text)]
    spoken = [name for name in rules.matches("phrases", text) if name not in OF_TALKS]
    main = [f"topic:{name}:{place}" for place, name in enumerate(topics)]
    main += [f"term:{name}" for name in _terms(rules, text)]
    main += [f"field:{name}" for name in rules.matches("fields", text)]
    main += [f"default:{rules.book.topics[name].line}" for name in topics[:1]]
    return (
        *main,
        *seen,
        *(f"phrases:{one}" for one in spoken),
        *(f"and:{topics[0]}:{one}" for one in spoken if topics),
        *(f"{PAIRED}{one}+{other}" for one, other in combinations(spoken, 2)),
    )


def _hits(rules: Rules, text: str) -> dict[str, tuple[Found, ...]]:
    """What each topic was spoken of by; one that is a danger too is denied as a danger is."""
    found = {
        name: one.find(text, rules.voids, rules.within)
        if name in rules.dangers
        else one.find(text, rules.denials)
        for name, one in rules.topics.items()
    }
    return {name: hits for name, hits in found.items() if hits}


def _words(found: tuple[Found, ...]) -> tuple[str, ...]:
    return tuple(hit.words for hit in found)


def _fields(
    rules: Rules,
    text: str,
    topics: tuple[str, ...],
    scores: Mapping[str, float],
    terms: tuple[str, ...],
    dangers: tuple[str, ...],
) -> Counter[str]:
    fields: Counter[str] = Counter()
    for name, one in rules.fields.items():
        if found := one.find(text, rules.denials):
            fields[name] += _score(found)  # type: ignore[assignment]
    for place, name in enumerate(topics):
        topic = rules.book.topics[name]
        weight = OF_HELP if topic.about_help else scores[name] + (0 if place else OF_TOPIC)
        fields[topic.field] += weight  # type: ignore[assignment]
    for name in terms:
        fields[rules.book.terms[name].field] += OF_TERM  # type: ignore[assignment]
    for name in GENERAL:
        fields[name] *= HUMBLE  # type: ignore[assignment]
    for name in dangers:
        if field := rules.book.dangers[name].field:
            fields[field] += 3 * STRONG
    return +fields


def _lines(
    rules: Rules,
    text: str,
    topics: tuple[str, ...],
    groups: tuple[str, ...],
    dangers: tuple[str, ...],
) -> tuple[Counter[str], list[Why]]:
    reasons = list(_reasons(rules, text, topics, groups, dangers))
    lines: Counter[str] = Counter()
    for one in reasons:
        lines[one.rule] += one.weight  # type: ignore[assignment]
    return lines, reasons


def _reasons(
    rules: Rules,
    text: str,
    topics: tuple[str, ...],
    groups: tuple[str, ...],
    dangers: tuple[str, ...],
) -> Iterator[Why]:
    book = rules.book
    for name, one in rules.lines.items():
        if found := one.find(text, rules.denials):
            yield Why("line", name, _words(found), round(OF_LINE * _score(found), 2))
    asked = rules.phrase("knowledge", text)
    own = rules.phrase("own", text)
    if topics:
        topic = book.topics[topics[0]]
        yield Why("topic", topic.line, (topic.title.zh,), OF_TOPIC)
        need = (*rules.phrase("need", text), *(name for name in groups if name in NEEDY))
        if topic.aided and need:
            yield Why("need", "aid", need, AID_FOR_NEED)
    if asked and not own:
        yield Why("knowledge", "advice", asked, KNOWLEDGE)
    for name in dangers:
        if line := book.dangers[name].line:
            yield Why("danger", line, (book.dangers[name].title.zh,), OF_DANGER)


NEEDY = (
    "农民工",
    "残疾人",
    "老年人",
    "未成年人",
    "社会救助对象",
    "家暴受害人",
    "单亲困难母亲",
    "低收入群体",
)


def _line(
    rules: Rules,
    text: str,
    lines: Counter[str],
    voice: Mapping[str, float],
    known: bool,
) -> str:
    """The line with the most for it. Where no rule knows the text, much speaks for none of ours."""
    if not HAN.search(text):
        return NONE
    scores = {name: one.weight / 10 for name, one in rules.book.lines.items()}
    scores[NONE] += -UNKNOWN if known else UNKNOWN
    if rules.matches("smalltalk", text):
        scores[NONE] += SMALLTALK
    for name in scores:
        scores[name] += lines[name]
        if voice:
            scores[name] += VOICE * log(max(voice.get(name, 0.0), LEAST))
    return max(scores, key=lambda name: scores[name])
