"""A service in plain Chinese, line by line; and two services, where they differ.

Lines have stable names (审查中 · 时限), so comparing two versions or two regions is comparing lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.schema import (
    ActionSpec,
    All,
    Any_,
    Basis,
    ClockSpec,
    Condition,
    Field,
    MaterialSpec,
    Not,
    ParameterRef,
    Rule,
    RuleRef,
    Service,
    StateSpec,
    Test,
)
from santai.catalogue.words import (
    ACTORS,
    DOORS,
    KINDS,
    LEVELS,
    OPPOSITE,
    PARTICULARS,
    SERVED,
    STAGES,
    TURNS,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a service says. `key`: where its file says it."""

    key: str
    section: str
    name: str
    text: str

    @property
    def title(self) -> str:
        return f"{self.section} · {self.name}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that differs; None on the side that lacks it."""

    before: Line | None
    after: Line | None

    def __str__(self) -> str:
        old, new = self.before, self.after
        if old and new:
            renamed = f"（原“{old.title}”）" if old.title != new.title else ""
            return f"改 {new.title}{renamed}：{old.text} → {new.text}"
        if new:
            return f"＋ {new.title}：{new.text}"
        return f"－ {old.title}：{old.text}" if old else ""


def differences(before: Service, after: Service, catalogue: Catalogue) -> list[Difference]:
    """What reads differently, in the order of the later service."""
    old, new = ({line.key: line for line in outline(s, catalogue)} for s in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    pairs = (Difference(old.get(key), new.get(key)) for key in keys)
    return [pair for pair in pairs if pair.before != pair.after]


def outline(service: Service, catalogue: Catalogue) -> list[Line]:
    """Everything a service says, in the order of its file."""
    return list(_Outline(service, catalogue).lines())


class _Outline:
    def __init__(self, service: Service, catalogue: Catalogue) -> None:
        self.service = service
        self.catalogue = catalogue

    def lines(self) -> Iterator[Line]:
        service = self.service
        for key, name, text in self.basics():
            if text:
                yield Line(key, "基本情况", name, text)
        for field in service.form:
            yield Line(f"form.{field.key}", "要问的", field.called, self.field(field))
        for material in service.materials:
            key = f"materials.{material.key}"
            yield Line(key, "要看的材料", material.show.zh, self.material(material))
        for rule in service.rules.values():
            yield Line(f"rules.{rule.name}", "规则", rule.says, self.rule(rule))
        for state in service.states.values():
            for key, name, text in self.state(state):
                yield Line(f"states.{state.name}.{key}", state.title.zh, name, text)
        for document in service.documents.values():
            text = _sentences(f"编号 {document.number}", *document.body, _basis(document.basis))
            yield Line(f"documents.{document.key}", "文书", document.title.zh, text)

    def basics(self) -> Iterator[tuple[str, str, str]]:
        service, known = self.service, self.catalogue
        yield "title", "事项", f"{service.title.zh}（{service.id}）"
        yield "line", "业务", known.lines[service.line].title.zh
        yield "summary", "说明", service.summary.zh
        until = f"，到 {service.until}" if service.until else ""
        yield "effective", "有效", f"{service.effective} 起{until}"
        yield "basis", "依据", _list(citation.zh for citation in service.basis)
        yield "serves", "服务对象", _list(SERVED[one] for one in service.serves)
        yield "levels", "受理层级", _list(LEVELS[level] for level in service.levels)
        yield "handler", "办理单位", known.organisation_kinds[service.handler].title.zh
        yield "doors", "渠道", _list(DOORS[door] for door in service.doors)
        amount = f"{service.fee.amount} 元" if service.fee.amount else ""
        yield "fee", "收费", _sentences(amount, service.fee.says, _basis(service.fee.basis))
        asked = (
            PARTICULARS[name] + ("" if must else "（可不填）")
            for name, must in service.applicant.items()
        )
        yield "applicant", "申请人要填", _list(asked)
        yield "opposite", "对方当事人", OPPOSITE[service.opposite]
        again = f"回到“{self.title(service.redo)}”重新办理" if service.redo else ""
        yield "redo", "不满意时", again
        kinds = (known.practitioners[kind].title.zh for kind in service.practitioners)
        yield "practitioners", "承办人", _list(kinds)
        yield "skills", "专长", _list(service.skills)

    def field(self, field: Field) -> str:
        return _sentences(
            KINDS[field.kind] + (f"：{_list(field.options)}" if field.options else ""),
            "必填" if field.required else "",
            f"{field.minimum} 起" if field.minimum is not None else "",
            f"最多 {field.maximum}" if field.maximum is not None else "",
            field.when and f"{self.condition(field.when)}时才问",
            field.unless and f"{self.condition(field.unless)}时不问",
        )

    def material(self, material: MaterialSpec) -> str:
        return _sentences(
            "必须有" if material.required else "可以没有",
            "看原件" if material.original else "",
            f"{material.copies} 份" if material.copies > 1 else "",
            "可以用诚信承诺代替" if material.commitment else "",
            "能共享核验的不用交" if material.shared_data else "",
            material.unless and f"{self.condition(material.unless)}时不用交",
            material.note,
            _basis(material.basis),
        )

    def rule(self, rule: Rule) -> str:
        return _sentences(
            "；或者".join(map(self.condition, rule.yes_if)),
            rule.no_if and "但是下面的除外：" + "；或者".join(map(self.condition, rule.no_if)),
            _basis(rule.basis),
        )

    def state(self, state: StateSpec) -> Iterator[tuple[str, str, str]]:
        yield "turn", "轮到谁", f"{TURNS[state.turn]}（{STAGES[state.stage]}）"
        if state.says != state.title:
            yield "says", "告诉申请人", state.says.zh
        for clock in state.clocks:
            yield f"clocks.{clock.name}", f"时限（{clock.title}）", self.clock(clock)
        for action in state.actions.values():
            if not action.common:
                yield f"actions.{action.name}", f"动作（{action.title}）", self.action(action)
        if state.remedy:
            within = f"{state.remedy.within.zh}内" if state.remedy.within else ""
            text = f"不服的，可以{within}提出 {state.remedy.service}"
            yield "remedy", "救济", _sentences(text, _basis(state.remedy.basis))

    def clock(self, clock: ClockSpec) -> str:
        start = "从收到申请起 " if clock.start == "received" else ""
        extend = clock.extend
        return _sentences(
            start + (clock.limit.zh if clock.limit else "由通知书写明"),
            clock.pause and f"{_list(self.title(name) for name in clock.pause)}期间暂停",
            extend
            and f"可以延长 {extend.times} 次，每次 {extend.by.zh}，由{self.actors(extend.approver)}批准",
            clock.then and "到期自动办理",
            _basis(clock.basis),
        )

    def action(self, action: ActionSpec) -> str:
        return _sentences(
            f"由{self.actors(action.by)}办理",
            action.to and f"之后是“{self.title(action.to)}”",
            action.needs and f"要填{_list(field.called for field in action.needs)}",
            action.once and "只能办一次",
            action.requires and f"必须{self.service.rules[action.requires].says}",
            action.materials and f"要先有 {_list(action.materials)}",
            action.documents
            and f"出具{_list(self.service.documents[key].title.zh for key in action.documents)}",
            action.spawns and f"另立 {action.spawns}",
            _basis(action.basis),
        )

    def condition(self, condition: Condition) -> str:
        if isinstance(condition, RuleRef):
            return f"“{self.service.rules[condition.name].says}”"
        if isinstance(condition, Not):
            return f"不是{self.condition(condition.part)}"
        if isinstance(condition, All | Any_):
            word = "且" if isinstance(condition, All) else "或者"
            return f"（{word.join(map(self.condition, condition.parts))}）"
        return self.test(condition)

    def test(self, test: Test) -> str:
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        called = {field.key: field.called for field in self.service.form} | FACTS
        name, listed = called.get(test.fact, test.fact), _list(map(self.value, values))
        if isinstance(test.value, bool):
            return f"{name}：{listed}"
        verb = {"at_most": "不超过", "at_least": "达到", "has": "有"}.get(test.op, "是")
        return f"{name}{verb}{listed}"

    def value(self, value: object) -> str:
        if isinstance(value, ParameterRef):
            multiple = "" if value.times == 1 else f"的 {value.times} 倍"
            return f"{self.catalogue.parameters[value.name].title}{multiple}"
        if isinstance(value, bool):
            return "是" if value else "否"
        return VALUES.get(str(value), str(value))

    def title(self, state: str) -> str:
        return self.service.states[state].title.zh

    def actors(self, by: Iterable[str]) -> str:
        roles = self.catalogue.roles
        return _list(ACTORS.get(one) or roles[one].title.zh for one in by)


FACTS = {"groups": "人群类别", "channel": "渠道", "level": "层级"}
VALUES = {str(name): text for words in (DOORS, LEVELS) for name, text in words.items()}


def _basis(basis: Basis) -> str:
    return f"依据{_list(citation.zh for citation in basis)}" if basis else ""


def _list(words: Iterable[str]) -> str:
    return "、".join(words)


def _sentences(*parts: object) -> str:
    return "；".join(part for part in parts if isinstance(part, str) and part)
