"""Writing organisations and venues (CEN-01 to CEN-05, CEN-24, CEN-26, DIR-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.places.actions import (
    close_organisation,
    create_organisation,
    create_venue,
    update_organisation,
    update_venue,
)
from santai.capabilities.places.models import Organisation, Region
from santai.kernel.errors import Invalid
from tests.factories.places import BAOFENG, HENAN, LUSHAN, make_organisation, make_region

pytestmark = pytest.mark.django_db


def test_an_organisation_of_every_kind_of_the_catalogue_can_be_made() -> None:
    make_region(BAOFENG)
    made = create_organisation(
        code="12410421TEST",
        name="宝丰县法律援助中心",
        kind="legal-aid-agency",
        region=BAOFENG,
        short="宝援",
    )
    assert Organisation.objects.get() == made
    assert (made.region.full_name, made.is_active) == ("河南省平顶山市宝丰县", True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"kind": "legal-aid"}),
        ("region", {"region": "650000000000"}),
        ("code", {"code": "TAKEN"}),
        ("code", {"code": ""}),
        ("name", {"name": "长" * 101}),
    ],
)
def test_an_organisation_that_does_not_fit_is_refused_at_its_field(
    field: str, wrong: dict[str, str]
) -> None:
    make_organisation("centre", BAOFENG, code="TAKEN")
    fields = {"code": "X", "name": "某机构", "kind": "bureau", "region": BAOFENG}
    with pytest.raises(Invalid) as refusal:
        create_organisation(**{**fields, **wrong})
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ({"latitude": 33.7}, ["longitude"]),
        ({"longitude": 113.3}, ["latitude"]),
        ({"latitude": 110101900101001.0, "longitude": 113.3}, ["latitude"]),
        ({"latitude": float("nan"), "longitude": 181.0}, ["latitude", "longitude"]),
        ({"closed": date(2026, 1, 1), "is_active": True}, ["is_active"]),
    ],
)
def test_what_does_not_hold_together_is_refused_in_words(
    where: dict[str, Any], wrong: list[str]
) -> None:
    """The database refuses it too, but says nothing that a person could mend."""
    office = make_organisation("centre", BAOFENG)
    hall = create_venue(
        organisation=office, name="某厅", kind_name="中心", region=BAOFENG, address="东街"
    )
    for change in (update_organisation, update_venue):
        with pytest.raises(Invalid) as refusal:
            change(office.pk if change is update_organisation else hall.pk, **where)
        assert list(refusal.value.fields) == wrong


def test_what_is_made_with_a_day_on_which_it_closed_is_not_active() -> None:
    make_region(BAOFENG)
    fields = {"code": "X", "name": "某机构", "kind": "bureau", "region": BAOFENG}
    assert create_organisation(**fields, closed=date(2026, 1, 1)).is_active is False


def test_a_change_is_checked_like_a_new_one() -> None:
    office = make_organisation("bureau", BAOFENG)
    make_region(LUSHAN)
    assert update_organisation(office.pk, region=LUSHAN, phone="0375-1").region_id == LUSHAN
    with pytest.raises(Invalid) as refusal:
        update_organisation(office.pk, telephone="0375-2")
    assert list(refusal.value.fields) == ["telephone"]


def test_an_organisation_cannot_stand_above_itself() -> None:
    bureau = make_organisation("bureau", HENAN)
    centre = make_organisation("centre", BAOFENG, parent=bureau)
    with pytest.raises(Invalid) as refusal:
        update_organisation(bureau.pk, parent=centre)
    assert list(refusal.value.fields) == ["parent"]


def test_a_closed_organisation_keeps_its_record() -> None:
    office = make_organisation("bureau", BAOFENG)
    closed = close_organisation(office.pk, on=date(2026, 3, 2))
    assert (closed.is_active, closed.closed) == (False, date(2026, 3, 2))


def test_a_venue_is_called_what_its_area_calls_it() -> None:
    """CEN-02, CEN-03, CEN-05, CEN-24, CEN-26."""
    centre = make_organisation("centre", BAOFENG)
    venue = create_venue(
        organisation=centre,
        name="宝丰县政务大厅公共法律服务窗口",
        kind_name="公共法律服务窗口",
        region=BAOFENG,
        address="宝丰县某路 1 号",
        setting="government-hall",
        windows=["法律咨询", "法律援助", "人民调解"],
        access=["ramp", "low-counter"],
        terminals=1,
        staff=2,
        profile={"norm": "省实体平台服务规范"},
    )
    venue.refresh_from_db()
    assert (venue.kind_name, venue.windows[0], venue.access) == (
        "公共法律服务窗口",
        "法律咨询",
        ["ramp", "low-counter"],
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", ""),
        ("setting", "castle"),
        ("access", ["ramp", "escalator"]),
        ("profile", {"colour": "蓝"}),
    ],
)
def test_a_venue_with_words_nobody_knows_is_refused(field: str, value: object) -> None:
    centre = make_organisation("centre", BAOFENG)
    venue = centre.venues.create(name="大厅", kind_name="中心", region_id=BAOFENG, address="某路")
    with pytest.raises(Invalid) as refusal:
        update_venue(venue.pk, **{field: value})
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "4104", "level": 1},
        {"code": "420000000000", "level": 3},  # without a parent
        {"code": "420000000000", "level": 6},
    ],
)
def test_the_database_holds_the_shape_of_regions(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(name="某地", full_name="某地", **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"closed": date(2026, 1, 1)}, {"latitude": 33.9}, {"latitude": 91.0, "longitude": 113.0}],
)
def test_the_database_refuses_half_truths_about_organisations(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation("bureau", BAOFENG, **wrong)
