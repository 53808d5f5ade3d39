"""Every paper of every service is typeset and looked at, whatever way an order takes to it: with answers made of the
fields of the file, in both languages where it has both. `test_tour` looks at those that real orders produce.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from santai.capabilities.documents.actions.typesetting import render
from santai.capabilities.documents.actions.wording import content
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, DocumentSpec, Field, Kind, Service
from tests import world as w
from tests.reliability.model.papers import faults_of
from tests.reliability.model.test_tour import PAPERS
from tests.reliability.model.walker import TODAY, services
from tests.reliability.sizes import LONG, report, size

PARTS = size(4, 1)  # the short form looks at the papers of one of them, another with each seed
OFFICE: Any = SimpleNamespace(
    name="叶县公共法律服务中心", short="叶", phone="0375-1234567", address="东大街 1 号"
)
DAY = "2026年3月2日"
ORDER = "264 8392 0715"
ENDING = {"fingerprint": "0123456789abcdef", "code": "ABCDE23456", "demo": False}
PERSON = {
    "name": "申请人甲",
    "id_number": "11010519491231002X",
    "phone": "13800000001",
    "address": "昆阳街道东街一号",
}
PLAIN = {
    Kind.DATE: DAY,
    Kind.YES_NO: "是",
    Kind.NUMBER: "3",
    Kind.MONEY: "1200.00",
    Kind.REGION: "东街社区",
    Kind.PHONE: "13800000009",
    Kind.ID_NUMBER: PERSON["id_number"],
    Kind.ORDER: ORDER,
    Kind.TEXT: "东街社区居委会",
}
Made = tuple[Service, ActionSpec, DocumentSpec]


def said(field: Field) -> str:
    """As a paper prints what was answered; where it may be written at length, with a full stop at its end."""
    if field.options:
        return field.options[0]
    return PLAIN.get(field.kind, "工程做完三个月了，工资还没有给。")


def made_by(of: Iterable[Service]) -> Iterator[Made]:
    """Every document, once for each action that makes it."""
    for service in of:
        actions = {one.name: one for s in service.states.values() for one in s.actions.values()}
        for spec in actions.values():
            for key in spec.documents:
                yield service, spec, service.documents[key]


def told(service: Service, spec: ActionSpec, on: date) -> dict[str, Any]:
    """Everything the places of a paper may name."""
    cited = "、".join(one.zh for one in spec.basis or service.basis)
    clocks = (clock for state in service.states.values() for clock in state.clocks)
    remedies = [state.remedy for state in service.states.values() if state.remedy]
    office = {key: getattr(OFFICE, key) for key in ("name", "short", "phone", "address")}
    return {
        "applicant": PERSON,
        "opposite": {**PERSON, "name": "对方建筑公司"},
        "assignee": {"name": "李律师", "organisation": "叶县律师事务所", "phone": "13800000008"},
        "organisation": office,
        "region": {"name": "河南省平顶山市叶县"},
        "order": {"number": ORDER, "title": "劳动报酬", "service": service.title.zh, "received": DAY},
        "today": on,
        "year": on.year,
        "answers": {one.key: said(one) for one in service.form},
        "facts": {one.key: said(one) for one in spec.needs},
        "clock": {clock.name: {"due": DAY} for clock in clocks},
        "rule": {name: {"says": rule.says, "reasons": "申请事项为劳动报酬"} for name, rule in service.rules.items()},
        "session": {"when": f"{DAY} 9:30", "place": "调解室", "present": "申请人甲", "absent": "（无）"},
        "action": {"basis": cited},
        "remedy": {
            "title": catalogue().service(remedies[0].service, w.YE, on).title.zh if remedies else "",
            "within": "60 日",
            "basis": "、".join(one.zh for one in remedies[0].basis) if remedies else "",
        },
        "english": True,
    }  # fmt: skip


def typeset(made: Made, on: date) -> tuple[bytes, dict[str, str]]:
    """The PDF, and what must stand on it."""
    service, spec, paper = made
    data = content(paper, OFFICE, told(service, spec, on), on)
    number = f"叶{paper.key}〔{on.year}〕第1号"
    must = {
        "its number": number,
        "its title": paper.title.zh,
        "the number of the order": ORDER,
        "the office": OFFICE.name,
    }
    if paper.english:
        must |= {"its English title": paper.title.en, "the note on the English": "以中文为准"}
    return render({**data, **ENDING, "number": number}), must


def look_at(of: list[Service], on: date) -> tuple[int, dict[str, list[str]]]:
    """How many there are, and what is wrong with which."""
    found, count = {}, 0
    for made in made_by(of):
        pdf, must = typeset(made, on)
        service, spec, paper = made
        count += 1
        if faults := faults_of(pdf, must):
            found[f"{service.id} {paper.key} by {spec.name}"] = faults
        if LONG:
            PAPERS.mkdir(parents=True, exist_ok=True)
            (PAPERS / f"{service.id.replace('/', '.')}--{paper.key}.pdf").write_bytes(pdf)
    return count, found


def test_every_paper_of_every_service_can_be_handed_over() -> None:
    first = random.randrange(PARTS)
    count, found = look_at(services()[first::PARTS], TODAY)

    report("model-papers", papers=count, faults=len(found))
    assert found == {}
    assert count > 0


@pytest.mark.parametrize("one", [one for one in made_by(services()) if one[2].english])
def test_a_paper_in_two_languages_says_both(one: Made) -> None:
    pdf, must = typeset(one, TODAY)

    assert "its English title" in must
    assert faults_of(pdf, must) == []
