"""A service in plain words, line by line; and two services, where they differ.

Lines have stable names (审查中 · 时限), so comparing two versions or two regions is comparing lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.limits import measure
from santai.catalogue.prices import prices, taken_off
from santai.catalogue.schema import (
    SUMMON,
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
    Part,
    Rule,
    RuleRef,
    Service,
    StateSpec,
    Test,
    texts_in,
    to_be_asked,
)
from santai.catalogue.tariff import FeeItem, Reduction
from santai.catalogue.words import (
    ACTORS,
    DOORS,
    KINDS,
    LEVELS,
    OPPOSITE,
    PARTICULARS,
    PARTS,
    SERVED,
    STAGES,
    TURNS,
)
from santai.kernel.words import Words, listed, said, say, word


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
            line = {"title": new.title, "old": old.title, "before": old.text, "after": new.text}
            if old.title == new.title:
                return say("改 {title}：{before} → {after}", **line)
            return say("改 {title}（原“{old}”）：{before} → {after}", **line)
        if new:
            return say("＋ {title}：{text}", title=new.title, text=new.text)
        return say("－ {title}：{text}", title=old.title, text=old.text) if old else ""


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
                yield Line(key, say("基本情况"), name, text)
        for field in service.form:
            yield Line(f"form.{field.key}", say("要问的"), field.called, self.field(field))
        for material in service.materials:
            key = f"materials.{material.key}"
            yield Line(key, say("要看的材料"), material.show.said, self.material(material))
        for rule in service.rules.values():
            yield Line(f"rules.{rule.name}", say("规则"), said(rule.says), self.rule(rule))
        for state in service.states.values():
            for key, name, text in self.state(state):
                yield Line(f"states.{state.name}.{key}", state.title.said, name, text)
        for document in service.documents.values():
            number = say("编号 {number}", number=document.number)
            text = _sentences(number, *texts_in(document.body), _basis(document.basis))
            yield Line(f"documents.{document.key}", say("文书"), document.title.said, text)

    def basics(self) -> Iterator[tuple[str, str, str]]:
        service, known = self.service, self.catalogue
        yield "title", say("事项"), say("{title}（{id}）", title=service.title.said, id=service.id)
        yield "line", say("业务"), known.lines[service.line].title.said
        yield "summary", say("说明"), service.summary.said
        yield "effective", say("有效"), self.effective()
        yield "basis", say("依据"), _list(citation.said for citation in service.basis)
        yield "serves", say("服务对象"), _list(SERVED[one] for one in service.serves)
        yield "levels", say("受理层级"), _list(LEVELS[level] for level in service.levels)
        yield "handler", say("办理单位"), known.organisation_kinds[service.handler].title.said
        yield "doors", say("渠道"), _list(DOORS[door] for door in service.doors)
        amount = say("{amount} 元", amount=service.fee.amount) if service.fee.amount else ""
        said_of_it = said(service.fee.says)
        yield "fee", say("收费"), _sentences(amount, said_of_it, _basis(service.fee.basis))
        for item in service.fee.items:
            yield f"fee.schedule.{item.key}", item.title.said, self.fee_item(item)
        for one in service.fee.reductions:
            yield f"fee.reductions.{one.key}", one.title.said, self.reduction(one)
        asked = (
            PARTICULARS[name]
            if must
            else say("{particular}（可不填）", particular=PARTICULARS[name])
            for name, must in service.applicant.items()
        )
        yield "applicant", say("申请人要填"), _list(asked)
        yield "opposite", say("对方当事人"), OPPOSITE[service.opposite]
        if alone := service.one_open:
            text = _sentences(alone.says.said, _basis(alone.basis))
            yield "one_open", say("同时只办一件"), text
        again = say("回到“{state}”重新办理", state=self.title(service.redo)) if service.redo else ""
        yield "redo", say("不满意时"), again
        kinds = (known.practitioners[kind].title.said for kind in service.practitioners)
        yield "practitioners", say("承办人"), _list(kinds)
        yield "skills", say("专长"), _list(map(said, service.skills))
        yield "dossier", say("案卷顺序"), _list(map(self.part, service.dossier))

    def part(self, name: str) -> str:
        if name in self.service.documents:
            return self.service.documents[name].title.said
        return PARTS[Part(name)]

    def fee_item(self, item: FeeItem) -> str:
        when = item.when and say("{condition}时收", condition=self.condition(item.when))
        return _sentences(when, *prices(item, self.service, self.sum), _basis(item.basis))

    def reduction(self, one: Reduction) -> str:
        condition = say("{condition}时", condition=self.condition(one.when))
        items = {item.key: item.title.said for item in self.service.fee.items}
        return _sentences(
            condition, taken_off(one, [items[key] for key in one.on]), _basis(one.basis)
        )

    def sum(self, sum_: ParameterRef) -> str:
        """What places set has a name here, and a sum on the guide page of a place."""
        return self.catalogue.parameters[sum_.name].title.said

    def set_by_place(self, clock: ClockSpec) -> str:
        return self.catalogue.parameters[clock.parameter].title.said

    def effective(self) -> str:
        service = self.service
        if service.until:
            return say("{day} 起，到 {until}", day=service.effective, until=service.until)
        return say("{day} 起", day=service.effective)

    def field(self, field: Field) -> str:
        return _sentences(
            _choices(field),
            say("必填") if field.required else "",
            say("{least} 起", least=field.minimum) if field.minimum is not None else "",
            say("最多 {most}", most=field.maximum) if field.maximum is not None else "",
            field.when and say("{condition}时才问", condition=self.condition(field.when)),
            field.unless and say("{condition}时不问", condition=self.condition(field.unless)),
        )

    def material(self, material: MaterialSpec) -> str:
        return _sentences(
            say("必须有") if material.required else say("可以没有"),
            say("看原件") if material.original else "",
            say("{count} 份", count=material.copies) if material.copies > 1 else "",
            say("可以用诚信承诺代替") if material.commitment else "",
            say("能共享核验的不用交") if material.shared_data else "",
            material.unless
            and say("{condition}时不用交", condition=self.condition(material.unless)),
            said(material.note),
            _basis(material.basis),
        )

    def rule(self, rule: Rule) -> str:
        return _sentences(
            self.grounds(rule.yes_if),
            rule.no_if and say("但是下面的除外：{grounds}", grounds=self.grounds(rule.no_if)),
            _basis(rule.basis),
        )

    def grounds(self, conditions: Iterable[Condition]) -> str:
        return said("；或者").join(map(self.condition, conditions))

    def state(self, state: StateSpec) -> Iterator[tuple[str, str, str]]:
        turn, stage = TURNS[state.turn], STAGES[state.stage]
        yield "turn", say("轮到谁"), say("{turn}（{stage}）", turn=turn, stage=stage)
        if state.says != state.title:
            yield "says", say("告诉申请人"), state.says.said
        for clock in state.clocks:
            yield (
                f"clocks.{clock.name}",
                say("时限（{clock}）", clock=clock.title.said),
                self.clock(clock),
            )
        for action in state.actions.values():
            if not action.common:
                name = say("动作（{action}）", action=action.title.said)
                yield f"actions.{action.name}", name, self.action(action)
        for word_, name, moves in (
            ("answers", say("对方办理以后"), state.answers),
            ("follows", say("主工单办理以后"), state.follows),
        ):
            if moves:
                taken = _list(state.actions[action].title.said for action in moves.values())
                yield word_, name, say("自动办理{actions}", actions=taken)
        if state.remedy:
            within, way = state.remedy.within, state.remedy.service
            text = (
                say("不服的，可以{term}内提出 {service}", term=within.said, service=way)
                if within
                else say("不服的，可以提出 {service}", service=way)
            )
            yield "remedy", say("救济"), _sentences(text, _basis(state.remedy.basis))

    def clock(self, clock: ClockSpec) -> str:
        at = measure(clock, self.catalogue, self.service.region, self.service.effective)
        limit = at.said or say("由通知书写明")
        extend, states = clock.extend, _list(self.title(name) for name in clock.pause)
        others = _list(self.title(name) for name in clock.runs_on)
        return _sentences(
            say(STARTS[clock.start], limit=limit),
            clock.runs_on and say("{states}期间接着算", states=others),
            clock.pause and say("{states}期间暂停", states=states),
            extend
            and say(
                "可以延长 {times} 次，每次 {term}，由{who}批准",
                times=extend.times,
                term=extend.by.said,
                who=self.actors(extend.approver),
            ),
            clock.parameter
            and say("“{parameter}”，各地可以更好", parameter=self.set_by_place(clock)),
            clock.then and say("到期自动办理"),
            _basis(clock.basis),
        )

    def action(self, action: ActionSpec) -> str:
        facts = _list(field.called for field in to_be_asked(action.needs))
        counted = _list(field.called for field in action.needs if field.computed)
        papers = _list(self.service.documents[key].title.said for key in action.documents)
        rule = action.requires and said(self.service.rules[action.requires].says)
        return _sentences(
            say("由{who}办理", who=self.actors(action.by)),
            action.to and say("之后是“{state}”", state=self.title(action.to)),
            facts and say("要填{facts}", facts=facts),
            counted and say("系统算出{facts}", facts=counted),
            action.once and say("只能办一次"),
            rule and say("必须{rule}", rule=rule),
            action.materials and say("要先有 {materials}", materials=_list(action.materials)),
            action.paid and say("缴清费用以后才能办"),
            action.signed and say("{papers}要先签完", papers=self.papers(action.signed)),
            action.held and say("要先开过会"),
            papers and say("出具{papers}", papers=papers),
            action.spawns
            and action.effect != SUMMON
            and say("另立 {service}", service=action.spawns),
            action.waits and say("等它办结，这件才能办结"),
            action.effect == SUMMON and say("给对方立 {service}", service=action.spawns),
            action.passes and say("转告{facts}", facts=_passed(action)),
            _basis(action.basis),
        )

    def papers(self, keys: Iterable[str]) -> str:
        return _list(self.service.documents[key].title.said for key in keys)

    def condition(self, condition: Condition) -> str:
        if isinstance(condition, RuleRef):
            return say("“{rule}”", rule=said(self.service.rules[condition.name].says))
        if isinstance(condition, Not):
            return say("不是{condition}", condition=self.condition(condition.part))
        if isinstance(condition, All | Any_):
            joined = said("且") if isinstance(condition, All) else said("或者")
            return say(
                "（{conditions}）", conditions=joined.join(map(self.condition, condition.parts))
            )
        return self.test(condition)

    def test(self, test: Test) -> str:
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        called = {field.key: field.called for field in self.service.form} | dict(FACTS)
        fact, value = called.get(test.fact, test.fact), _list(map(self.value, values))
        return say(
            word("{fact}：{value}") if isinstance(test.value, bool) else TESTS.get(test.op, IS),
            fact=fact,
            value=value,
        )

    def value(self, value: object) -> str:
        if isinstance(value, ParameterRef):
            title = self.catalogue.parameters[value.name].title.said
            if value.times == 1:
                return title
            return say("{title}的 {times} 倍", title=title, times=value.times)
        if isinstance(value, bool):
            return say("是") if value else say("否")
        return VALUES.get(str(value), said(str(value)))

    def title(self, state: str) -> str:
        return self.service.states[state].title.said

    def actors(self, by: Iterable[str]) -> str:
        roles = self.catalogue.roles
        return _list(ACTORS.get(one) or roles[one].title.said for one in by)


STARTS = {
    "entered": word("{limit}"),
    "received": word("从收到申请起 {limit}"),
    "served": word("从文书送达之日起 {limit}"),
}
FACTS = Words({"groups": word("人群类别"), "channel": word("渠道"), "level": word("层级")})
VALUES = Words({str(name): text for t in (DOORS, LEVELS) for name, text in t.texts.items()})
IS = word("{fact}是{value}")
TESTS = {
    "at_most": word("{fact}不超过{value}"),
    "at_least": word("{fact}达到{value}"),
    "has": word("{fact}有{value}"),
}


def _choices(field: Field) -> str:
    if not field.options:
        return KINDS[field.kind]
    return say("{kind}：{options}", kind=KINDS[field.kind], options=_list(map(said, field.options)))


def _passed(action: ActionSpec) -> str:
    return _list(field.called for field in action.needs if field.key in action.passes)


def _basis(basis: Basis) -> str:
    return say("依据{laws}", laws=_list(citation.said for citation in basis)) if basis else ""


def _list(words: Iterable[str]) -> str:
    return listed(words)


def _sentences(*parts: object) -> str:
    return said("；").join(part for part in parts if isinstance(part, str) and part)
