"""How orders of the demonstration go: each a story told through the one door until it is today.

A story draws its turns from the random source, waits as offices do, and simply stops when its next step would
lie in the future: that is how some orders are new, some under way, some overdue and most archived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from santai.capabilities.assignment.queries import propose
from santai.capabilities.orders.actions import Request, act, submit
from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM, Actor, guest
from santai.capabilities.people.models import Party
from santai.capabilities.places.codes import prefix
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Stage
from santai.kernel.workdays import ZONE
from santai.project.demo import texts
from santai.project.demo.cast import Cast
from santai.project.demo.ground import CITY, Ground

OPENS, CLOSES = 8, 18
LEFT_LYING = timedelta(days=6)


class Over(Exception):
    """The story ends here: its next step lies in the future, or there is none."""


@dataclass(slots=True)
class Teller:
    """What every story has at hand."""

    ground: Ground
    cast: Cast
    rng: Random
    now: datetime


class Story:
    """One order, from `at` on. Steps are taken at the story's own time."""

    def __init__(self, teller: Teller, at: datetime) -> None:
        self.t, self.at = teller, at
        self.person: Party = teller.rng.choice(teller.cast.citizens)
        self.county = prefix(self.person.region or CITY)[:6] + "000000"

    def wait(self, days: float) -> None:
        """Until an office hour about so many days later; Over when that is not yet."""
        at = self.at + timedelta(days=days * self.t.rng.uniform(0.6, 1.3), minutes=20)
        at = at.astimezone(ZONE)
        if at.hour >= CLOSES:
            at += timedelta(days=1)
        while not catalogue().calendar.is_working(at.date()):
            at += timedelta(days=1)
        if not OPENS <= at.hour < CLOSES:
            at = at.replace(hour=self.t.rng.randrange(OPENS + 1, CLOSES - 1))
        self.at = max(at, self.at + timedelta(minutes=5))
        if self.at >= self.t.now:
            raise Over

    def staff(self, role: str, region: str = "") -> Actor:
        return self.t.cast.one(self.t.rng, role, region or self.county)

    def submit(self, actor: Actor, service: str, answers: dict[str, Any], **more: Any) -> Order:
        person = self.person
        applicant = {
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "phone": person.phone,
            "groups": person.groups,
        }
        request = Request(
            service=service,
            region=person.region or self.county,
            applicant=applicant,
            answers=answers,
            **more,
        )
        return submit(actor=actor, request=request, at=self.at).order

    def act(self, actor: Actor, order: Order, action: str, **facts: Any) -> Order:
        return act(actor=actor, number=order.number, action=action, facts=facts, at=self.at).order

    def text(self, pattern: str) -> str:
        rng = self.t.rng
        return pattern.format(n=rng.randrange(2, 10), m=rng.randrange(8, 400) * 100)

    def chance(self, share: float) -> bool:
        return self.t.rng.random() < share

    def forgotten(self) -> None:
        """Now and then something is left lying, for days rather than for months."""
        if self.chance(0.25) and self.at > self.t.now - LEFT_LYING:
            raise Over

    def itself(self) -> Actor:
        """The applicant at the portal."""
        return Actor(
            kind="citizen", name=self.person.name, channel="portal", party_ids=(self.person.pk,)
        )


def consultation(story: Story) -> None:
    rng = story.t.rng
    topic = rng.choice(list(texts.QUESTIONS))
    answers = {"topic": topic, "question": story.text(rng.choice(texts.QUESTIONS[topic]))}
    answer = ("answer", {"answer": rng.choice(texts.ANSWERS), "told_of_aid": True})
    door = rng.random()
    if door < 0.55:  # day and night
        agent = story.staff("hotline-agent", CITY)
        order = story.submit(agent, "consultation/legal", answers, then=[answer])
    elif door < 0.8:
        story.wait(0)
        clerk = story.staff("window-clerk")
        order = story.submit(clerk, "consultation/legal", answers, then=[answer])
    else:
        order = story.submit(guest("portal"), "consultation/legal", answers)
        clerk = story.staff("window-clerk")
        story.forgotten()
        story.wait(0.8)
        story.act(clerk, order, "claim")
        story.wait(0.3)
        order = story.act(clerk, order, answer[0], **answer[1])
    _evaluate(story, order)


def legal_aid(story: Story) -> None:
    rng = story.t.rng
    matter = rng.choice(list(texts.AID))
    answers = {"matter": matter, "facts": story.text(texts.AID[matter])}
    if matter == "劳动报酬" and "农民工" not in story.person.groups:
        answers["income"] = str(rng.randrange(3, 30) * 100)
    opposite = {"name": rng.choice(texts.COMPANIES) + "有限公司", "kind": "enterprise"}
    door = guest("portal")
    if story.chance(0.6):
        door = story.staff("window-clerk")
        story.wait(0)
    order = story.submit(door, "legal-aid/civil", answers, opposite=opposite)
    clerk = story.staff("aid-clerk")
    story.forgotten()
    story.wait(0.5)
    story.act(clerk, order, "claim")
    if story.chance(0.3):
        _ask_for_more(story, clerk, order)
    story.wait(2)
    _decide(story, order, clerk)


def _decide(story: Story, order: Order, clerk: Actor) -> None:
    """From the decision of the agency to the judgement of who asked."""
    rng, approver = story.t.rng, story.staff("aid-approver")
    wanted = order.materials.filter(required=True, state=MaterialState.WANTED)
    if papers := list(wanted.values_list("key", flat=True)):
        story.act(clerk, order, "receive_material", materials=papers, copies=1)
        story.wait(0.2)
    if story.chance(0.12):
        order = story.act(approver, order, "refuse", reason="申请事项不属于法律援助范围。")
        _object(story, order)
        return
    story.act(approver, order, "grant", form_of_aid="诉讼代理")
    story.wait(1.5)
    lawyer = _assign(story, order)
    story.wait(0.4)
    story.act(lawyer, order, "accept")
    for _ in range(rng.randrange(1, 4)):
        story.wait(8)
        story.act(lawyer, order, "progress", progress="已与受援人沟通，正在收集证据、准备材料。")
    story.wait(10)
    recovered = str(rng.randrange(20, 600) * 100)
    story.act(
        lawyer, order, "report", summary="调解结案，款项已付。", result="调解", recovered=recovered
    )
    story.wait(4)
    order = story.act(clerk, order, "complete", quality="合格")
    _evaluate(story, order)


def complaint(story: Story) -> None:
    rng = story.t.rng
    answers = {"about": "服务态度", "facts": rng.choice(texts.COMPLAINTS)}
    order = story.submit(guest("portal"), "complaint/service", answers)
    officer = story.staff("bureau-officer")
    story.wait(1.5)
    story.act(officer, order, "accept", investigator=officer.name)
    story.wait(7)
    if story.chance(0.5):
        order = story.act(
            officer, order, "uphold", findings="情况属实。", measures=["道歉", "批评教育"]
        )
    else:
        order = story.act(officer, order, "dismiss", findings="经调看监控和记录，未发现所述情况。")
    _evaluate(story, order)


def referral(story: Story) -> None:
    rng = story.t.rng
    answers = {"body": rng.choice(texts.BODIES), "matter": "当事人的事属于该部门职责，请受理。"}
    clerk = story.staff("window-clerk")
    story.wait(0)
    order = story.submit(clerk, "referral/outside", answers)
    story.wait(2)
    story.act(
        clerk, order, "contact", with_whom="值班人员", said="已说明情况，请当事人带材料前往。"
    )
    story.wait(4)
    if story.chance(0.2):
        order = story.act(clerk, order, "give_up", reason="当事人选择自行协商。")
    else:
        story.act(clerk, order, "accepted")
        story.wait(15)
        order = story.act(clerk, order, "served", result="对方已办结。")
    _evaluate(story, order)


def assistance(story: Story) -> None:
    """An application with a question to a neighbouring agency (协办)."""
    answers = {"matter": "工伤赔偿", "facts": story.text(texts.AID["工伤赔偿"]), "income": "800"}
    story.wait(0)
    order = story.submit(story.staff("window-clerk"), "legal-aid/civil", answers)
    clerk = story.staff("aid-clerk")
    neighbour = story.t.rng.choice([c for c in story.t.ground.counties if c.code != story.county])
    office = story.t.ground.of("legal-aid-agency", neighbour.code)
    story.wait(0.5)
    story.act(
        clerk,
        order,
        "assist",
        organisation=office.pk,
        task="请核实申请人收入情况。",
        reason="户籍在贵县",
    )
    child = Order.objects.filter(parent=order).latest("pk")
    helper = story.staff("aid-clerk", neighbour.code)
    story.wait(0.6)
    story.act(helper, child, "take_up")
    story.wait(2)
    story.act(helper, child, "finish", result="已核实，收入低于标准。")
    story.wait(0.2)
    story.act(helper, child, "archive")
    story.wait(0.3)
    story.act(clerk, order, "claim")
    story.wait(0.6)
    _decide(story, order, clerk)


STORIES: tuple[tuple[Callable[[Story], None], int], ...] = (
    (consultation, 64),
    (legal_aid, 24),
    (referral, 6),
    (complaint, 4),
    (assistance, 2),
)


def _ask_for_more(story: Story, clerk: Actor, order: Order) -> None:
    story.wait(1)
    day = story.at.astimezone(ZONE).date() + timedelta(days=10)
    story.act(
        clerk, order, "ask_for_more", missing="请补充欠条或者聊天记录。", reply_by=day.isoformat()
    )
    story.wait(4)
    if story.chance(0.85):
        story.act(story.itself(), order, "supply", note="聊天记录已经补上。")
        return
    story.wait(12)
    story.act(SYSTEM, order, "lapse")
    raise Over


def _assign(story: Story, order: Order) -> Actor:
    """The dispatcher takes the first proposal."""
    fit, _ = propose(order, on=story.at.astimezone(ZONE).date(), limit=3)
    chosen = story.t.rng.choice(fit).practitioner
    story.act(story.staff("aid-dispatcher"), order, "assign", practitioner=chosen.pk)
    return story.t.cast.lawyers[chosen.pk]


def _object(story: Story, order: Order) -> None:
    if not story.chance(0.5):
        _evaluate(story, order)
        return
    story.wait(5)
    answers = {
        "kind": "不予法律援助",
        "order": order.number,
        "reason": "我的情况符合条件，请重新审查。",
    }
    objection = story.submit(story.itself(), "legal-aid/objection", answers)
    story.wait(3)
    action = "correct" if story.chance(0.3) else "maintain"
    story.act(story.staff("bureau-officer"), objection, action, reason="经审查材料，作出本决定。")


def _evaluate(story: Story, order: Order) -> None:
    """Some rate, the rest are called back; the satisfied are archived, the dissatisfied done again."""
    rng, visitor = story.t.rng, story.staff("visitor")
    score = rng.choices(["非常满意", "满意", "基本满意", "不满意"], [50, 34, 12, 4])[0]
    story.wait(2)
    if story.chance(0.4):
        order = story.act(
            story.itself(), order, "rate", score=score, comment=rng.choice(texts.COMMENTS)
        )
    else:
        order = _call_back(story, visitor, order, score)
    if order.stage == Stage.OPEN and order.service == "consultation/legal":
        order = _answer_again(story, order)
    if order.evaluated_at is not None:
        story.wait(1)
        story.act(visitor, order, "archive")


def _answer_again(story: Story, order: Order) -> Order:
    """Whoever was not satisfied is answered by somebody else, and asked once more."""
    clerk = story.staff("window-clerk")
    story.forgotten()
    story.wait(0.6)
    answer = story.t.rng.choice(texts.ANSWERS)
    order = story.act(clerk, order, "answer", answer=answer, told_of_aid=True)
    story.wait(1)
    return story.act(story.itself(), order, "rate", score="满意", comment="")


def _call_back(story: Story, visitor: Actor, order: Order, score: str) -> Order:
    if story.chance(0.2):
        story.act(visitor, order, "call_back", result="无人接听")
        story.wait(1)
    return story.act(visitor, order, "call_back", result="已接通", score=score)
