"""What people say of it when it is done, and what becomes of it then."""

from __future__ import annotations

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Stage
from santai.project.demo.stories import texts
from santai.project.demo.stories.telling import Story


def evaluate(story: Story, order: Order) -> None:
    """Some rate, the rest are called back; the satisfied are archived, the dissatisfied done again."""
    rng, visitor = story.t.rng, story.staff("visitor")
    score = rng.choices(["非常满意", "满意", "基本满意", "不满意"], [50, 34, 12, 4])[0]
    story.wait(2)
    if story.chance(0.4):
        order = story.act(
            story.asker(order), order, "rate", score=score, comment=rng.choice(texts.COMMENTS)
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
    return story.act(story.asker(order), order, "rate", score="满意", comment="")


def _call_back(story: Story, visitor: Actor, order: Order, score: str) -> Order:
    if story.chance(0.2):
        story.act(visitor, order, "call_back", result="无人接听")
        story.wait(1)
    return story.act(visitor, order, "call_back", result="已接通", score=score)
