"""Where the demonstration happens: regions from the packaged source, and the organisations on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from santai.capabilities.places.actions import import_divisions
from santai.capabilities.places.models import Organisation, Region, Venue
from santai.project.demo.names import FIRMS, STREETS

PROVINCE, CITY = "410000000000", "410400000000"
FIRMS_EACH = 2


@dataclass(slots=True)
class Ground:
    """The organisations of the demonstration by kind and region code."""

    counties: list[Region]
    townships: dict[str, list[Region]]
    villages: dict[str, list[Region]]
    by_kind: dict[str, dict[str, Organisation]] = field(default_factory=dict)
    firms: dict[str, list[Organisation]] = field(default_factory=dict)

    def of(self, kind: str, region: str) -> Organisation:
        return self.by_kind[kind][region]


def lay(source: Path, rng: Random, today: date) -> Ground:
    """Import the regions and found everything on them."""
    import_divisions(source, under=CITY[:4], on=today)
    ground = survey()
    _found(ground, rng)
    return survey()


def survey() -> Ground:
    """The ground as it stands in the database."""
    ground = Ground(
        counties=list(Region.objects.filter(parent_id=CITY).order_by("code")),
        townships={},
        villages={},
    )
    for region in Region.objects.filter(code__startswith=CITY[:4], level=4).order_by("code"):
        ground.townships.setdefault(region.parent_id or "", []).append(region)
    for region in Region.objects.filter(code__startswith=CITY[:4], level=5).order_by("code"):
        ground.villages.setdefault(region.parent_id or "", []).append(region)
    for organisation in Organisation.objects.filter(demo=True).order_by("pk"):
        if organisation.kind == "law-firm":
            ground.firms.setdefault(organisation.region_id, []).append(organisation)
        else:
            kinds = ground.by_kind.setdefault(organisation.kind, {})
            kinds.setdefault(organisation.region_id, organisation)
    return ground


def _found(ground: Ground, rng: Random) -> None:
    """Everything in two inserts: organisations, then the rooms and stations people can walk into."""
    planned = [*_province(), *_city(), *_counties(ground), *_townships(ground)]
    for number, organisation in enumerate(planned, start=1):
        organisation.code, organisation.demo = f"DEMO-{number:05}", True
        organisation.phone = f"0375-{2000000 + rng.randrange(7_000_000)}"
        organisation.hours = organisation.hours or "周一至周五 8:30–12:00、14:30–18:00"
        organisation.address = (
            f"{organisation.region.full_name}{rng.choice(STREETS)}{rng.randrange(1, 300)} 号"
        )
    Organisation.objects.bulk_create(planned)
    Venue.objects.bulk_create(_venues(survey()), batch_size=2000)


def _province() -> list[Organisation]:
    region = Region.objects.get(code=PROVINCE)
    return [
        _organisation(region, "department", "河南省司法厅（演示）", "豫司"),
        _organisation(region, "legal-aid-agency", "河南省法律援助中心（演示）", "豫"),
        _organisation(region, "centre", "河南省公共法律服务中心（演示）", "豫公服"),
    ]


def _city() -> list[Organisation]:
    region = Region.objects.get(code=CITY)
    named = [
        ("bureau", "平顶山市司法局", "平司"),
        ("centre", "平顶山市公共法律服务中心", "平公服"),
        ("legal-aid-agency", "平顶山市法律援助中心", "平"),
        ("hotline-centre", "平顶山市 12348 公共法律服务热线", "平热"),
        ("notary-office", "平顶山市鹰城公证处", "平证"),
        ("labour-inspectorate", "平顶山市劳动保障监察支队", "平劳监"),
        ("court", "平顶山市中级人民法院", "平法"),
        ("12345", "平顶山市 12345 政务服务便民热线", "平12345"),
    ]
    return [_organisation(region, kind, f"{name}（演示）", short) for kind, name, short in named]


def _counties(ground: Ground) -> list[Organisation]:
    made = []
    for place, region in enumerate(ground.counties):
        own, short = region.name, region.name[:2]
        made += [
            _organisation(region, "bureau", f"{own}司法局（演示）", f"{short}司"),
            _organisation(region, "centre", f"{own}公共法律服务中心（演示）", f"{short}公服"),
            _organisation(region, "legal-aid-agency", f"{own}法律援助中心（演示）", short),
            _organisation(
                region, "mediation-committee", f"{own}人民调解委员会（演示）", f"{short}调"
            ),
        ]
        for number in range(FIRMS_EACH):
            name = FIRMS[(place * FIRMS_EACH + number) % len(FIRMS)]
            title = f"河南{name}（{own}）律师事务所（演示）"
            made.append(_organisation(region, "law-firm", title, ""))
    return made


def _townships(ground: Ground) -> list[Organisation]:
    made = []
    for towns in ground.townships.values():
        for region in towns:
            made += [
                _organisation(region, "judicial-office", f"{region.name}司法所（演示）", ""),
                _organisation(region, "station", f"{region.name}公共法律服务工作站（演示）", ""),
            ]
    return made


def _venues(ground: Ground) -> list[Venue]:
    """A hall for every centre and station, a room for every village (CEN-01, CEN-21)."""
    halls = [
        _venue(organisation, organisation.name, kind_name, organisation.region_id)
        for kind, kind_name in (("centre", "公共法律服务大厅"), ("station", "公共法律服务工作站"))
        for organisation in ground.by_kind[kind].values()
    ]
    rooms = [
        _venue(
            ground.of("station", town),
            f"{village.name}公共法律服务室（演示）",
            "公共法律服务室",
            village.code,
        )
        for town, villages in ground.villages.items()
        for village in villages
    ]
    return [*halls, *rooms]


def _organisation(region: Region, kind: str, name: str, short: str) -> Organisation:
    return Organisation(region=region, kind=kind, name=name, short=short)


def _venue(organisation: Organisation, name: str, kind_name: str, region: str) -> Venue:
    return Venue(
        organisation=organisation,
        name=name,
        kind_name=kind_name,
        region_id=region,
        address=organisation.address,
        demo=True,
    )
