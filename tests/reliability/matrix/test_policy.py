"""A1 (policy): every role × place × house × standing × object × action × channel, against the table itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from random import Random

import pytest

from santai.capabilities.approvals import access as approvals
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.emergencies import access as emergencies
from santai.capabilities.knowledge import access as knowledge
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight import access as oversight
from santai.capabilities.people import access as people
from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.people.models import Party
from santai.capabilities.places.codes import prefix
from santai.catalogue.current import catalogue
from santai.kernel.errors import Refusal
from tests.reliability.matrix import oracle
from tests.reliability.sizes import LONG, report, size
from tests.world import NOW

HERE, OTHER = 11, 12  # organisations
# where the post is held for, seen from an order of 叶县: the same, above, far above, nation, below, beside, elsewhere
REGIONS = {
    "self": "410422000000",
    "city": "410400000000",
    "province": "410000000000",
    "nation": "000000000000",
    "township": "410422100000",
    "sibling": "410423000000",
    "other province": "320700000000",
}
OFFICES = {"handles": (HERE, OTHER), "took in": (OTHER, HERE), "neither": (OTHER, OTHER)}
STANDINGS = ("nobody", "assignee", "applicant", "code-holder")
CHANNELS = ("desk", "counter", "hotline")
OBJECTS, ACTIONS = tuple(oracle.TABLE["objects"]), tuple(oracle.TABLE["actions"])
PLACE = "410422000000"


def actor_in(role_id: str, region: str, standing: str, channel: str) -> Actor:
    role = catalogue().roles[role_id]
    post = ActorPost(
        id=1,
        role=role_id,
        organisation_id=HERE,
        organisation_kind="bureau",
        region=prefix(region),
        permissions=role.may,
        sees=role.sees,
        reads_only=role.reads_only,
    )
    return Actor(
        "staff",
        "某人",
        channel,
        posts=(post,),
        practitioner_id=5 if standing == "assignee" else None,
        party_ids=(7,) if standing == "applicant" else (),
        order_id=9 if standing == "code-holder" else None,
    )


def order_at(offices: tuple[int, int]) -> Order:
    order = Order(pk=9, region_id=PLACE, organisation_id=offices[0], intake_id=offices[1])
    order.assignee_id, order.applicant_id = 5, 7
    order.applicant = Party(pk=7)
    return order


def _granted(ask: Callable[[], object]) -> bool:
    try:
        return bool(ask())
    except Refusal:
        return False


def _required(actor: Actor, *rights: str) -> bool:
    def ask(right: str) -> bool:
        people.require(actor, right, PLACE)
        return True

    return any(_granted(lambda right=right: ask(right)) for right in rights)  # type: ignore[misc]


def _papers(actor: Actor, order: Order) -> bool:
    return access.sees(actor, order) and access.may_reveal(actor, order)


def _dossier(action: str) -> Callable[[Actor, Order], bool]:
    return lambda actor, order: (
        _papers(actor, order) and access.may_have_dossier(actor, order, action)
    )


def _figures(actor: Actor) -> bool:
    return _granted(lambda: oversight.region_for(actor, PLACE))


def _capacity(*words: str) -> Callable[[Actor, Order], bool]:
    return lambda actor, order: bool(access.capacities(actor, order) & set(words))


def _in_role(actor: Actor, order: Order) -> bool:
    return _capacity("assignee", actor.posts[0].role)(actor, order)


def _reviewed(actor: Actor, action: str) -> bool:
    return any(post.covers(PLACE) for post in emergencies._reviewing(actor, action))


def _in_region_of(actor: Actor, thing: str) -> bool:
    return any(map(PLACE.startswith, actor.regions_of(thing, "see")))


def _asks(kind: Kind) -> Callable[[Actor, Order], bool]:
    return lambda actor, _: approvals.may_ask(actor, kind, PLACE)


def _approves(kind: Kind) -> Callable[[Actor, Order], bool]:
    return lambda actor, _: approvals.may_decide(
        actor, Approval(kind=kind, region=PLACE, asked_by_id=0)
    )


def _of_texts(
    model: type[AnswerVersion] | type[Case], action: str
) -> Callable[[Actor, Order], bool]:
    return lambda actor, _: knowledge.may(actor, model(region=PLACE), action)


def _kept(ask: Callable[[Actor, Order], bool]) -> Callable[[Actor, Order], bool]:
    """The same asked of an order that is kept and not used any more."""

    def asked(actor: Actor, order: Order) -> bool:
        order.restricted_at = NOW
        return ask(actor, order)

    return asked


# How the product answers each question of the table that needs no row of the database.
ANSWERS: dict[tuple[str, str], Callable[[Actor, Order], bool]] = {
    ("order", "see"): access.sees,
    ("order", "whole"): access.may_reveal,
    ("order", "act"): _in_role,
    ("order", "handle"): _capacity("handler"),
    ("order", "take-in"): _capacity("intake"),
    ("order", "supervise"): _capacity("supervisor"),
    ("order", "speak"): _capacity("applicant"),
    ("order", "submit"): lambda actor, _: actor.may("intake"),
    ("restricted", "see"): _kept(access.sees),
    ("restricted", "whole"): _kept(access.may_reveal),
    ("restricted", "act"): _kept(_in_role),
    ("restricted", "handle"): _kept(_capacity("handler")),
    ("restricted", "take-in"): _kept(_capacity("intake")),
    ("restricted", "supervise"): _kept(_capacity("supervisor")),
    ("restricted", "speak"): _kept(_capacity("applicant")),
    ("restricted", "break"): lambda actor, _: emergencies.breaking_post(actor) is not None,
    ("file", "see"): _papers,
    ("document", "see"): _papers,
    ("dossier", "keep"): _dossier("keep"),
    ("dossier", "export"): _dossier("export"),
    ("figures", "see"): lambda actor, _: _figures(actor),
    ("figures", "export"): lambda actor, _: _figures(actor),
    ("figures", "supervise"): lambda actor, _: oversight.supervises(actor, PLACE),
    ("practitioner", "keep"): lambda actor, _: _required(actor, "directory", "administer"),
    ("institution", "keep"): lambda actor, _: _required(actor, "administer"),
    ("account", "keep"): lambda actor, _: _required(actor, "administer"),
    ("post", "keep"): lambda actor, _: _required(actor, "authorise"),
    ("trail", "see"): lambda actor, _: _in_region_of(actor, "trail"),
    ("reading", "see"): lambda actor, _: _in_region_of(actor, "reading"),
    ("trail", "export"): lambda actor, _: actor.may_in("review", PLACE),
    ("order", "break"): lambda actor, _: emergencies.breaking_post(actor) is not None,
    ("emergency", "see"): lambda actor, _: _reviewed(actor, "see"),
    ("emergency", "judge"): lambda actor, _: _reviewed(actor, "judge"),
    ("standard-answer", "see"): _of_texts(AnswerVersion, "see"),
    ("standard-answer", "keep"): _of_texts(AnswerVersion, "keep"),
    ("typical-case", "see"): _of_texts(Case, "see"),
    ("typical-case", "keep"): _of_texts(Case, "keep"),
    **{(kind.value, "ask"): _asks(kind) for kind in Kind},
    **{(kind.value, "approve"): _approves(kind) for kind in Kind},
}
# Answered by sets of rows and by pages: test_sets.py and test_http.py, and capabilities/fees/test_access.py of
# money. Everything else is never, and has no way in.
BY_ROWS = {
    ("person", "see"),
    ("order", "export"),
    ("ticket", "see"),
    ("ticket", "keep"),
    ("appointment", "see"),
    ("appointment", "keep"),
    ("bill", "see"),
    ("bill", "export"),
    ("payee", "keep"),
    ("practitioner", "see"),
    ("institution", "see"),
    ("account", "see"),
    ("post", "see"),
}


def cells() -> list[tuple[str, ...]]:
    return list(product(oracle.ROLES, REGIONS, OFFICES, STANDINGS, OBJECTS, ACTIONS, CHANNELS))


def faults(sample: list[tuple[str, ...]]) -> tuple[list[str], Counter[str]]:
    wrong, counted = [], Counter[str]()
    for role, where, office, standing, thing, action, channel in sample:
        if (thing, action) in BY_ROWS:
            continue
        who = oracle.Standing(
            role=role,
            post_region=REGIONS[where],
            post_office=HERE,
            region=PLACE,
            handled_by=OFFICES[office][0],
            taken_in_by=OFFICES[office][1],
            assignee=standing == "assignee",
            applicant=standing == "applicant",
            code_holder=standing == "code-holder",
        )
        expected = oracle.verdict(who, thing, action) in ("allowed", "masked")
        ask = ANSWERS.get((thing, action))
        actor, order = actor_in(role, REGIONS[where], standing, channel), order_at(OFFICES[office])
        given = ask(actor, order) if ask else False
        counted["allowed" if expected else "denied"] += 1
        if given != expected:
            wrong.append(f"{role} {where} {office} {standing}: {action} {thing}: {given}")
    return wrong, counted


def drawn(every: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Mostly what somebody is granted: drawn from all alike, a right of one role would hardly come up."""
    granted = {(row["object"], row["action"]) for row in oracle.TABLE["grants"]}
    told = [cell for cell in every if cell[4:6] in granted]
    silent = [cell for cell in every if cell[4:6] not in granted]
    chance = Random(20261122)
    return chance.sample(told, 30_000) + chance.sample(silent, 5_000)


def test_every_answer_is_the_tables() -> None:
    every = cells()
    wrong, counted = faults(every if LONG else drawn(every))
    decided = sum(counted.values())
    report("matrix-policy", cells=len(every), decided=decided, **counted)
    assert len(every) > 400_000
    assert decided > size(20_000, 400_000)
    assert wrong == []
    assert counted["allowed"] > 500


def test_every_grant_of_the_table_is_asked_somewhere() -> None:
    asked = set(ANSWERS) | BY_ROWS
    assert {(row["object"], row["action"]) for row in oracle.TABLE["grants"]} - asked == set()


def test_and_every_relation_to_an_order_is_known_to_the_code() -> None:
    posts = {"assigned", "own", "anywhere", oracle.OTHER_SIDE}
    named = {
        row["relation"]
        for row in oracle.TABLE["grants"]
        if row["object"] == "order" and row["action"] == "see"
    }
    assert named - posts == set(access.STANDING) == set(access.STANDS)


# --- planted faults -------------------------------------------------------------------------------


def some() -> list[tuple[str, ...]]:
    return Random(7).sample([cell for cell in cells() if cell[4] in oracle.OF_A_CASE], 8_000)


def test_a_region_compared_by_too_few_digits_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county sees its neighbour."""
    short = lambda post, code: code.startswith(post.region[:4])  # noqa: E731
    monkeypatch.setattr(ActorPost, "covers", short)
    assert any("sibling" in fault for fault in faults(some())[0])


def test_a_region_compared_with_its_zeros_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city sees none of its counties."""
    long = lambda post, code: code.startswith(post.region.ljust(6, "0"))  # noqa: E731
    monkeypatch.setattr(ActorPost, "covers", long)
    assert any("city" in fault for fault in faults(some())[0])


def test_an_auditor_who_may_act_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    original = ActorPost.opens

    def opens(post: ActorPost, what: str, action: str) -> object:
        return original(post, what, "see" if action == "act" else action)

    monkeypatch.setattr(ActorPost, "opens", opens)
    assert any(fault.startswith("auditor") for fault in faults(some())[0])
