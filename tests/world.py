"""A small world for tests of orders: a province, a city, two counties, their offices, and the people in them.

The three standing people are 申请人 (asks), 承办人 (handles) and 外人 (has nothing to do with it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from santai.capabilities.orders.actions import Done, Request, act, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, ActorPost, actor_for, code_holder, guest
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.models import Organisation, Region
from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE

PROVINCE, CITY = "410000000000", "410400000000"
YE, LUSHAN = "410422000000", "410423000000"  # 叶县, 鲁山县
TOWN, VILLAGE = "410422100000", "410422100001"
ELSEWHERE = "320700000000"  # 连云港, another province

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)  # an ordinary Monday
TODAY = NOW.date()

REGIONS = (
    (PROVINCE, "河南省", 1, None),
    (CITY, "平顶山市", 2, PROVINCE),
    (YE, "叶县", 3, CITY),
    (LUSHAN, "鲁山县", 3, CITY),
    (TOWN, "昆阳街道", 4, YE),
    (VILLAGE, "东街社区", 5, TOWN),
    ("320000000000", "江苏省", 1, None),
    (ELSEWHERE, "连云港市", 2, "320000000000"),
)
OFFICES = (
    ("department", PROVINCE, "豫司"),
    ("bureau", CITY, "平司"),
    ("centre", CITY, "平公服"),
    ("legal-aid-agency", CITY, "平"),
    ("hotline-centre", CITY, "平热"),
    ("12345", CITY, "平12345"),
    ("bureau", YE, "叶司"),
    ("centre", YE, "叶公服"),
    ("legal-aid-agency", YE, "叶"),
    ("bureau", LUSHAN, "鲁司"),
    ("centre", LUSHAN, "鲁公服"),
    ("legal-aid-agency", LUSHAN, "鲁"),
    ("law-firm", YE, ""),
    ("law-firm", LUSHAN, ""),
    ("bureau", ELSEWHERE, "连司"),
    ("notary-office", YE, "叶证"),
    ("notary-office", LUSHAN, "鲁证"),
    ("notary-association", CITY, "平证协"),
    ("notary-association", PROVINCE, "豫证协"),
    ("appraisal-body", YE, "叶鉴"),
    ("appraisal-body", LUSHAN, "鲁鉴"),
    ("arbitration-commission", CITY, "平仲"),
    ("arbitration-commission", PROVINCE, "豫仲"),
    ("labour-arbitration", YE, "叶劳仲"),
    ("labour-arbitration", LUSHAN, "鲁劳仲"),
)
# Who else may be assigned to an order: kind of practitioner, and the house they work at.
OTHERS = (
    ("notary", "notary-office"),
    ("appraiser", "appraisal-body"),
    ("arbitrator", "labour-arbitration"),
)
STAFF = (
    ("hotline-agent", "hotline-centre", CITY),
    ("window-clerk", "centre", YE),
    ("window-clerk", "centre", LUSHAN),
    ("visitor", "centre", YE),
    ("visitor", "centre", CITY),
    ("centre-head", "centre", YE),
    ("dispatcher", "centre", CITY),
    ("aid-clerk", "legal-aid-agency", YE),
    ("aid-clerk", "legal-aid-agency", LUSHAN),
    ("aid-approver", "legal-aid-agency", YE),
    ("aid-dispatcher", "legal-aid-agency", YE),
    ("bureau-officer", "bureau", YE),
    ("bureau-chief", "bureau", YE),
    ("bureau-chief", "bureau", CITY),
    ("bureau-chief", "bureau", ELSEWHERE),
    ("auditor", "department", PROVINCE),
    ("system-admin", "bureau", CITY),
    ("security-admin", "bureau", CITY),
    ("audit-admin", "bureau", CITY),
)
CHANNELS = {"hotline-agent": "hotline"}

APPLICANT = {"name": "申请人甲", "phone": "13800000001", "groups": ["农民工"]}
OPPOSITE = {"name": "对方建筑公司", "kind": "enterprise"}
AID_ANSWERS = {"matter": "劳动报酬", "facts": "工程做完三个月了，两万四千元工资没有给。"}


@dataclass(slots=True)
class World:
    offices: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    lawyers: list[Practitioner] = field(default_factory=list)
    others: dict[str, Practitioner] = field(default_factory=dict)

    def office(self, kind: str, region: str = YE) -> Organisation:
        return self.offices[(kind, region)]

    def staff(self, role: str, region: str = YE, *, on: date = TODAY) -> Actor:
        """Somebody in this post, as they may act on the day."""
        channel = CHANNELS.get(role, "counter")
        return actor_for(self.accounts[(role, region)], channel, on)

    def second(self, role: str, region: str = YE) -> Actor:
        """A colleague in the same kind of post."""
        first = self.accounts[(role, region)]
        account = Account.objects.create(
            username=f"{first.username}-2", name=f"{first.name}二", kind="staff", password="!"
        )
        post = first.posts.get()
        Post.objects.create(
            account=account,
            role=role,
            organisation=post.organisation,
            region=region,
            starts=TODAY - timedelta(days=30),
        )
        return actor_for(account, CHANNELS.get(role, "counter"), TODAY)

    def lawyer(self, number: int = 0) -> Actor:
        return _at_work(self.lawyers[number])

    def other(self, kind: str) -> Actor:
        """A notary, an appraiser …, as they may act."""
        return _at_work(self.others[kind])

    def hire(self, role: str, kind: str, region: str = YE) -> Account:
        """Somebody in this post at this house, where the small world has nobody yet."""
        account = _account(f"{role} of {kind} {region}", f"{kind} {role}")
        _post(account, role, self.office(kind, region))
        return account


def build() -> World:
    world = World()
    for code, name, level, parent in REGIONS:
        Region.objects.create(code=code, name=name, level=level, parent_id=parent, full_name=name)
    names = {code: name for code, name, _, _ in REGIONS}
    for number, (kind, region, short) in enumerate(OFFICES):
        world.offices[(kind, region)] = Organisation.objects.create(
            code=f"T{number:04}",
            name=f"{names[region]}{kind}",
            short=short,
            kind=kind,
            region_id=region,
            phone="0375-1234567",
        )
    for number, (role, kind, region) in enumerate(STAFF):
        world.accounts[(role, region)] = _account(f"staff-{number}", f"{names[region]}{role}")
        _post(world.accounts[(role, region)], role, world.office(kind, region))
    for number, region in enumerate((YE, YE, LUSHAN)):
        world.lawyers.append(_lawyer(number, world.office("law-firm", region)))
    for kind, house in OTHERS:
        world.others[kind] = practitioner(kind, world.office(house))
    return world


def anyone() -> Actor:
    """Somebody at the portal whom nobody knows."""
    return guest("portal")


def citizen(party: Party) -> Actor:
    """The party itself, signed in."""
    return Actor(kind="citizen", name=party.name, channel="portal", party_ids=(party.pk,))


def holder(order: Order) -> Actor:
    """The applicant who came back with the query code."""
    return code_holder(order.pk, "portal", name=order.applicant.name)


def ask_for_aid(
    *, actor: Actor | None = None, at: datetime = NOW, key: str = "", **changes: Any
) -> Done:
    """A legal-aid application from 叶县, as the migrant worker of the stories makes it."""
    request: dict[str, Any] = {
        "service": "legal-aid/civil",
        "region": YE,
        "applicant": APPLICANT,
        "opposite": OPPOSITE,
        "answers": AID_ANSWERS,
        **changes,
    }
    return submit(actor=actor or anyone(), request=Request(**request), at=at, key=key)


def take(actor: Actor, order: Order, action: str, *, at: datetime = NOW, **facts: Any) -> Order:
    """Take an action and give the order as it stands afterwards."""
    act(actor=actor, number=order.number, action=action, facts=facts, at=at)
    return Order.objects.get(pk=order.pk)


def post_holder(role_id: str, office: Organisation, *, kind: str = "staff") -> Actor:
    """Somebody with one post, without an account: whatever the role, wherever the office."""
    role = catalogue().roles[role_id]
    post = ActorPost(
        id=1,
        role=role_id,
        organisation_id=office.pk,
        organisation_kind=office.kind,
        region=prefix(office.region_id),
        permissions=role.may,
        sees=role.sees,
        reads_only=role.reads_only,
    )
    return Actor(kind, "某人", "partners" if kind == "partner" else "desk", posts=(post,))


def _account(username: str, name: str) -> Account:
    return Account.objects.create(username=username, name=name, kind="staff", password="!")


def _post(account: Account, role: str, organisation: Organisation) -> None:
    Post.objects.create(
        account=account,
        role=role,
        organisation=organisation,
        region=organisation.region_id,
        starts=TODAY - timedelta(days=365),
    )


def _lawyer(number: int, firm: Organisation) -> Practitioner:
    account = _account(f"lawyer-{number}", f"律师{'甲乙丙'[number]}")
    _post(account, "lawyer", firm)
    return Practitioner.objects.create(
        account=account,
        name=account.name,
        kind="lawyer",
        licence=f"L{number}",
        licensed_on=TODAY - timedelta(days=4000 - 1000 * number),
        organisation=firm,
        region=firm.region_id,
        skills=["劳动争议"] if number == 0 else [],
        languages=["普通话"],
        capacity=5,
    )


def practitioner(kind: str, house: Organisation, name: str = "甲") -> Practitioner:
    """A notary, an appraiser … at this house, with an account."""
    account = _account(f"{kind}{name}", f"{kind}{name}")
    _post(account, kind, house)
    return Practitioner.objects.create(
        account=account,
        name=account.name,
        kind=kind,
        licence=account.username,
        licensed_on=TODAY - timedelta(days=3000),
        organisation=house,
        region=house.region_id,
        skills=[],
        languages=["普通话"],
        capacity=50,
    )


def _at_work(practitioner: Practitioner) -> Actor:
    account = practitioner.account
    assert account is not None
    return actor_for(account, "portal", TODAY)
