"""How a story of any service begins: somebody fills in its form on the web; and what is done to it afterwards."""

from __future__ import annotations

from typing import Any

from santai.capabilities.orders.models import Order
from tests.capabilities.documents.paper import text_of
from tests.stories.telling import Browser, Tale, Time, desk, lawyer, own, papers, staff, told
from tests.world import YE, World

VILLAGER = {"name": "王村民", "phone": "13800000021"}
HOUSE = {"name": "东街社区居委会", "phone": "13800000022"}


def asks(
    world: World, time: Time, service: str, person: dict[str, Any] | None = None, **answers: Any
) -> Tale:
    """The form of the service, checked and sent. `person` may hold the other side, as `opposite.name`."""
    path = f"/services/{service}/apply/"
    browser = Browser()
    browser.read(path, region=YE)
    people = {
        key if "." in key else f"applicant.{key}": value
        for key, value in (person or VILLAGER).items()
    }
    said = {f"answers.{key}": value for key, value in answers.items()}
    browser.presses("check", path, {"region": YE, **people, **said}, status=200)
    browser.read(browser.presses("submit", path))
    number, code = told(browser.page)
    return Tale(world, time, Order.objects.get(number=number), code)


def by_staff(tale: Tale, role: str, action: str, **facts: Any) -> str:
    """Somebody in this post takes the action; where the matter stands afterwards."""
    staff(tale.world, role).does(desk(tale.order, action), **facts)
    return tale.now().state


def by_lawyer(tale: Tale, action: str, number: int = 0, **facts: Any) -> str:
    lawyer(tale.world, number).does(desk(tale.order, action), **facts)
    return tale.now().state


def by_applicant(tale: Tale, action: str, **facts: Any) -> str:
    tale.worker().does(own(tale.order, action), **facts)
    return tale.now().state


def goes_to(tale: Tale, role: str, number: int = 0, **accepted: Any) -> str:
    """Assigned to a lawyer, who accepts."""
    by_staff(tale, role, "assign", practitioner=str(tale.world.lawyers[number].pk))
    return by_lawyer(tale, "accept", number, **accepted)


def paper(tale: Tale, title: str) -> str:
    """What the applicant reads in the last document of this title."""
    found = [path for said, path in papers(tale.worker_reads()).values() if said == title]
    return text_of(tale.worker().get(found[-1]).content)


def titles(tale: Tale) -> list[str]:
    """The documents the applicant has, in the order they were made."""
    return [title for title, _ in papers(tale.worker_reads()).values()]


def children(tale: Tale) -> list[str]:
    """The services of the matters that were opened under this one."""
    found = Order.objects.filter(parent=tale.order).order_by("pk")
    return list(found.values_list("service", flat=True))
