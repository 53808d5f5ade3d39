"""Who plays in the demonstration: staff of every role, lawyers, citizens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.project.demo.ground import CITY, PROVINCE, Ground
from santai.project.demo.houses import open_houses
from santai.project.demo.names import birthday, identity_number, person_name, telephone

PASSWORD = "santai-demo"  # noqa: S105  shown in the README; the demonstration holds nobody's data
LAWYERS_EACH = 3
CITIZENS = 1600
SKILLS = (
    "劳动争议",
    "工伤赔偿",
    "婚姻家庭",
    "赡养抚养",
    "反家庭暴力",
    "交通事故",
    "人身损害",
    "社会保障",
    "合同",
    "房屋土地",
)
GROUPS = ("农民工", "老年人", "残疾人", "妇女", "未成年人", "军人军属", "退役军人")

# user name, role, organisation kind; made for the city and for every county
COUNTY_STAFF = (
    ("ck", "window-clerk", "centre"),
    ("ck2", "window-clerk", "centre"),
    ("zr", "centre-head", "centre"),
    ("hf", "visitor", "centre"),
    ("sl", "aid-clerk", "legal-aid-agency"),
    ("sp", "aid-approver", "legal-aid-agency"),
    ("zp", "aid-dispatcher", "legal-aid-agency"),
    ("jb", "bureau-officer", "bureau"),
    ("jz", "bureau-chief", "bureau"),
)
CITY_STAFF = (
    *COUNTY_STAFF,
    ("rx1", "hotline-agent", "hotline-centre"),
    ("rx2", "hotline-agent", "hotline-centre"),
    ("rx3", "hotline-agent", "hotline-centre"),
    ("fp", "dispatcher", "centre"),
    ("gl", "system-admin", "bureau"),
    ("aq", "security-admin", "bureau"),
    ("sj", "audit-admin", "bureau"),
)
NAMED = {"audit-admin": "沈知远"}  # takes no turn of the random source, as the adviser does not
ADVISER, ADVISES = "gw-001", "410422"  # the first township of 叶县: all of its villages
PROVINCE_STAFF = (("sj", "auditor", "department"), ("jz", "bureau-chief", "department"))


CHANNELS = {"hotline-agent": "hotline", "village-adviser": "village"}


@dataclass(slots=True)
class Cast:
    """Actors by role and region code, ready to act; lawyers by practitioner key."""

    staff: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)
    lawyers: dict[int, Actor] = field(default_factory=dict)
    houses: dict[tuple[str, str], Actor] = field(default_factory=dict)  # by role and kind of office
    citizens: list[Party] = field(default_factory=list)

    def one(self, rng: Random, role: str, region: str) -> Actor:
        return rng.choice(self.staff[(role, region)])


def gather(ground: Ground, rng: Random, today: date) -> Cast:
    """Make everybody."""
    accounts, posts = _staff(ground, rng, today)
    adviser, post = _adviser(ground, today)
    houses, desks, others = open_houses(ground, today)
    accounts += [adviser, *houses]
    posts += [post, *desks]
    lawyers = _lawyers(ground, rng, today)
    Account.objects.bulk_create([*accounts, *(p.account for p in lawyers if p.account)])
    Post.objects.bulk_create(posts)
    Post.objects.bulk_create(
        Post(
            account=p.account,
            role="lawyer",
            organisation=p.organisation,
            region=p.region,
            starts=today - timedelta(days=400),
        )
        for p in lawyers
    )
    Practitioner.objects.bulk_create([*lawyers, *others, _adviser_as_practitioner(adviser, post)])
    Party.objects.bulk_create(_citizens(ground, rng, today))
    return assemble(today)


def assemble(today: date) -> Cast:
    """Everybody as they stand in the database."""
    cast = Cast(citizens=list(Party.objects.filter(demo=True).order_by("pk")))
    for post in (
        Post.objects.exclude(role="lawyer").select_related("account", "organisation").order_by("pk")
    ):
        channel = CHANNELS.get(post.role, "counter")
        actor = actor_for(post.account, channel, today)
        cast.staff.setdefault((post.role, post.region), []).append(actor)
        cast.houses.setdefault((post.role, post.organisation.kind), actor)
    for lawyer in Practitioner.objects.filter(demo=True).select_related("account"):
        if lawyer.account is not None:
            cast.lawyers[lawyer.pk] = actor_for(lawyer.account, "portal", today)
    return cast


def _staff(ground: Ground, rng: Random, today: date) -> tuple[list[Account], list[Post]]:
    password = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    accounts, posts = [], []
    places = [
        ("sheng", PROVINCE, PROVINCE_STAFF),
        ("shi", CITY, CITY_STAFF),
        *((county.code[4:6], county.code, COUNTY_STAFF) for county in ground.counties),
    ]
    for where, region, staff in places:
        for short, role, kind in staff:
            account = Account(
                username=f"{where}-{short}",
                name=NAMED.get(role) or person_name(rng),
                kind="staff",
                password=password,
            )
            accounts.append(account)
            posts.append(
                Post(
                    account=account,
                    role=role,
                    organisation=ground.of(kind, region),
                    region=region,
                    starts=today - timedelta(days=400),
                )
            )
    return accounts, posts


def _adviser(ground: Ground, today: date) -> tuple[Account, Post]:
    """A village adviser, behind whom stands the station of the township. The name takes no turn of the
    random source, so that everybody else keeps theirs."""
    town = next(t for county in ground.townships.values() for t in county if t.code[:6] == ADVISES)
    account = Account(
        username=ADVISER, name="顾清和", kind="staff", password=make_password(PASSWORD)
    )
    station, since = ground.of("station", town.code), today - timedelta(days=400)
    role = "village-adviser"
    post = Post(account=account, role=role, organisation=station, region=town.code, starts=since)
    return account, post


def _adviser_as_practitioner(account: Account, post: Post) -> Practitioner:
    """Villages ask the adviser to read what they want to sign."""
    return Practitioner(
        account=account,
        name=account.name,
        kind="village-adviser",
        licence="DEMO-gw-001",
        licensed_on=post.starts,
        organisation=post.organisation,
        region=post.region,
        skills=["合同", "房屋土地"],
        languages=["普通话"],
        phone="19900000422",
        capacity=30,
        demo=True,
    )


def _lawyers(ground: Ground, rng: Random, today: date) -> list[Practitioner]:
    password = make_password(PASSWORD)
    made: list[Practitioner] = []
    for firms in ground.firms.values():
        for firm in firms:
            for _ in range(LAWYERS_EACH):
                serial = len(made) + 1
                name = person_name(rng)
                account = Account(
                    username=f"ls-{serial:03}", name=name, kind="staff", password=password
                )
                made.append(
                    Practitioner(
                        account=account,
                        name=name,
                        kind="lawyer",
                        licence=f"DEMO{serial:08}",
                        licensed_on=today - timedelta(days=rng.randrange(400, 9000)),
                        organisation=firm,
                        region=firm.region_id,
                        skills=rng.sample(SKILLS, 3),
                        languages=["普通话"],
                        phone=telephone(rng),
                        capacity=30,
                        demo=True,
                    )
                )
    return made


def _citizens(ground: Ground, rng: Random, today: date) -> list[Party]:
    made: list[Party] = []
    numbers: set[str] = set()
    while len(made) < CITIZENS:
        county = rng.choice(ground.counties)
        town = rng.choice(ground.townships[county.code])
        village = rng.choice(ground.villages[town.code])
        born = birthday(rng, today)
        number = identity_number(rng, "410400", born)
        if number in numbers:
            continue
        numbers.add(number)
        made.append(
            Party(
                name=person_name(rng),
                id_type="resident",
                id_number=number,
                phone=telephone(rng),
                address=village.full_name,
                region=village.code,
                birth_date=born,
                groups=_groups(rng, born, today),
                demo=True,
            )
        )
    return made


def _groups(rng: Random, born: date, today: date) -> list[str]:
    if (today - born).days > 60 * 365:
        return ["老年人"]
    return [rng.choice(GROUPS[:1] + GROUPS[2:4])] if rng.random() < 0.5 else []
