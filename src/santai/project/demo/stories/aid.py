"""Legal aid, from the application to the judgement of who asked; a refusal, and the objection to it."""

from __future__ import annotations

from datetime import timedelta

from santai.capabilities.assignment.queries import propose
from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM, Actor, guest
from santai.kernel.workdays import ZONE
from santai.project.demo.stories import texts
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


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
    evaluate(story, order)


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
        evaluate(story, order)
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
