"""The houses beside the centre: notaries, appraisers, arbitrators, mediators, and who works there.

They come after everybody else and draw their names from a source of their own, so that everybody else keeps theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from santai.capabilities.people.models import Account, Post, Practitioner
from santai.capabilities.places.models import Organisation, Region
from santai.project.demo.ground import CITY, Ground
from santai.project.demo.names import STREETS, person_name, telephone

SEED = 20261123
YE = "410422000000"  # 叶县


@dataclass(frozen=True, slots=True)
class House:
    """An office, the accounts of its desk by role, and how many of whom work there."""

    kind: str
    region: str
    name: str
    short: str
    staff: tuple[tuple[str, str], ...]
    practises: str = ""
    prefix: str = ""
    many: int = 0
    skills: tuple[str, ...] = ()


HOUSES = (
    House(
        "notary-office",
        CITY,
        "平顶山市鹰城公证处",
        "平证",
        (("shi-gz", "body-clerk"), ("shi-gzzr", "body-head")),
        "notary",
        "gz",
        3,
    ),
    House(
        "appraisal-body",
        CITY,
        "平顶山市应河司法鉴定所",
        "平鉴",
        (("shi-jd", "body-clerk"), ("shi-jdzr", "body-head")),
        "appraiser",
        "jd",
        2,
    ),
    House(
        "labour-arbitration",
        YE,
        "叶县劳动人事争议仲裁委员会",
        "叶劳仲",
        (("22-zc", "body-clerk"), ("22-zczr", "body-head")),
    ),
    House(
        "mediation-committee",
        YE,
        "叶县人民调解委员会",
        "叶县调",
        (("22-tj", "officer"),),
        "mediator",
        "tj",
        3,
    ),
    House(
        "grassroots-office",
        YE,
        "叶县昆水法律服务所",
        "",
        (),
        "grassroots-worker",
        "jf",
        2,
        ("婚姻家庭", "房屋土地"),
    ),
)


def open_houses(
    ground: Ground, today: date
) -> tuple[list[Account], list[Post], list[Practitioner]]:
    """Found what is not there yet; who works there, still to be kept."""
    rng, password = Random(SEED), make_password("santai-demo")  # noqa: S311
    accounts: list[Account] = []
    posts: list[Post] = []
    people: list[Practitioner] = []
    since = today - timedelta(days=400)
    for number, house in enumerate(HOUSES):
        office = ground.by_kind.get(house.kind, {}).get(house.region) or _found(house, number, rng)
        names = [*house.staff, *own(house)]
        for username, role in names:
            account = Account(
                username=username, name=person_name(rng), kind="staff", password=password
            )
            accounts.append(account)
            post = Post(account=account, role=role, organisation=office, region=house.region)
            post.starts = since
            posts.append(post)
            if role == house.practises:
                people.append(_practitioner(house, office, account, rng, today))
    return accounts, posts, people


def own(house: House) -> list[tuple[str, str]]:
    """Account and role of everybody who practises there."""
    return [(f"{house.prefix}-{n:03}", house.practises) for n in range(1, house.many + 1)]


def _found(house: House, number: int, rng: Random) -> Organisation:
    region = Region.objects.get(code=house.region)
    return Organisation.objects.create(
        code=f"DEMO-H{number:04}",
        kind=house.kind,
        name=f"{house.name}（演示）",
        short=house.short,
        region=region,
        phone=f"0375-{2000000 + rng.randrange(7_000_000)}",
        hours="周一至周五 8:30–12:00、14:30–18:00",
        address=f"{region.full_name}{rng.choice(STREETS)}{rng.randrange(1, 300)} 号",
        demo=True,
    )


def _practitioner(
    house: House, office: Organisation, account: Account, rng: Random, today: date
) -> Practitioner:
    return Practitioner(
        account=account,
        name=account.name,
        kind=house.practises,
        licence=f"DEMO-{account.username}",
        licensed_on=today - timedelta(days=rng.randrange(800, 9000)),
        organisation=office,
        region=house.region,
        skills=list(house.skills),
        languages=["普通话"],
        phone=telephone(rng),
        capacity=30,
        demo=True,
    )
