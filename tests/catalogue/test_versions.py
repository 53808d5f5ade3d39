"""Which version holds where and when (CAT-19: standards are versioned), and rebuilding an order's own."""

from __future__ import annotations

from datetime import date

import pytest

from santai.catalogue import Catalogue, NotInCatalogue
from tests.catalogue.workshop import CITY, COUNTY, DAY, ELSEWHERE, PROVINCE, Workshop

LANTERN = "services/aid/lantern/2022-01-01.yaml"
FIVE = "states: {submitted: {clock: {limit: 5 days}}}\n"
FOUR = "states: {submitted: {clock: {limit: 4 days}}}\n"
DOOR = "doors: [portal, counter, hotline]\n"


def limit(catalogue: Catalogue, region: str, day: date = DAY) -> str:
    clock = catalogue.service("aid/lantern", region, day).state("submitted").clocks[0]
    return str(clock.limit)


def version(catalogue: Catalogue, region: str, day: date = DAY) -> str:
    return catalogue.service("aid/lantern", region, day).version


def second_version(workshop: Workshop, day: str, *changes: tuple[str, str]) -> None:
    text = (workshop.root / LANTERN).read_text(encoding="utf-8").replace("2022-01-01", day)
    for old, new in changes:
        text = text.replace(old, new)
    workshop.write(f"services/aid/lantern/{day}.yaml", text)


# --- where and when -----------------------------------------------------------------------------


def test_a_service_begins_on_its_day(catalogue: Catalogue) -> None:
    assert version(catalogue, "", date(2022, 1, 1)) == "2022-01-01"
    with pytest.raises(NotInCatalogue):
        catalogue.service("aid/lantern", "", date(2021, 12, 31))


def test_a_service_ends_after_its_last_day(workshop: Workshop) -> None:
    workshop.change(LANTERN, "effective: 2022-01-01", "effective: 2022-01-01\nuntil: 2025-06-30")
    loaded = workshop.load()

    assert version(loaded, "", date(2025, 6, 30)) == "2022-01-01"
    with pytest.raises(NotInCatalogue) as missing:
        loaded.service("aid/lantern", "", date(2025, 7, 1))
    assert str(missing.value) == "aid/lantern is not offered in the nation on 2025-07-01"


def test_what_a_later_version_replaced_does_not_come_back(workshop: Workshop) -> None:
    second_version(
        workshop,
        "2024-01-01",
        ("effective: 2024-01-01", "effective: 2024-01-01\nuntil: 2024-12-31"),
    )
    loaded = workshop.load()

    assert version(loaded, "", date(2024, 12, 31)) == "2024-01-01"
    assert loaded.services("", date(2025, 1, 1)) == [loaded.service("aid/appeal", "", DAY)]


def test_layers_hold_in_their_place_from_their_day(workshop: Workshop) -> None:
    workshop.layer(FIVE, region="41", day="2024-03-01")
    workshop.layer(DOOR, region="4104", day="2025-01-01")
    workshop.layer(FOUR, region="410423", day="2025-07-01")
    loaded = workshop.load()

    assert version(loaded, "", DAY) == version(loaded, ELSEWHERE, DAY) == "2022-01-01"
    assert version(loaded, PROVINCE) == "2022-01-01+41@2024-03-01"
    assert version(loaded, CITY) == "2022-01-01+41@2024-03-01+4104@2025-01-01"
    assert version(loaded, COUNTY) == "2022-01-01+41@2024-03-01+4104@2025-01-01+410423@2025-07-01"
    assert [limit(loaded, region) for region in ("", PROVINCE, CITY, COUNTY)] == [
        "7 days",
        "5 days",
        "5 days",
        "4 days",
    ]
    assert version(loaded, COUNTY, date(2024, 2, 29)) == "2022-01-01"
    assert version(loaded, COUNTY, date(2025, 6, 30)) == version(loaded, CITY)


def test_a_township_and_a_prefix_find_the_layer_of_their_county(workshop: Workshop) -> None:
    workshop.layer(FIVE, region="410423")
    loaded = workshop.load()

    for region in ("410423", "410423100000", "410423100001"):
        assert version(loaded, region) == "2022-01-01+410423@2024-03-01"
    assert version(loaded, "4104") == "2022-01-01"


def test_a_layer_ends_after_its_last_day(workshop: Workshop) -> None:
    workshop.layer("until: 2024-12-31\n" + FIVE)
    loaded = workshop.load()

    assert limit(loaded, PROVINCE, date(2024, 12, 31)) == "5 days"
    assert limit(loaded, PROVINCE, date(2025, 1, 1)) == "7 days"


def test_a_service_and_a_layer_may_last_one_day(workshop: Workshop) -> None:
    workshop.change(LANTERN, "effective: 2022-01-01", "effective: 2022-01-01\nuntil: 2022-01-01")
    workshop.layer("until: 2022-01-01\n" + FIVE, day="2022-01-01")
    loaded = workshop.load()

    assert limit(loaded, "", date(2022, 1, 1)) == "7 days"
    assert limit(loaded, PROVINCE, date(2022, 1, 1)) == "5 days"
    assert [service.id for service in loaded.services(PROVINCE, date(2022, 1, 2))] == ["aid/appeal"]


def test_a_later_layer_of_a_place_replaces_the_earlier(workshop: Workshop) -> None:
    workshop.layer(FIVE, day="2024-03-01")
    workshop.layer(DOOR, day="2025-03-01")
    loaded = workshop.load()

    assert version(loaded, PROVINCE) == "2022-01-01+41@2025-03-01"
    assert limit(loaded, PROVINCE) == "7 days"


def test_a_local_service_is_offered_in_its_region_only(workshop: Workshop) -> None:
    workshop.change(LANTERN, "effective: 2022-01-01", "effective: 2022-01-01\nregion: '4104'")
    loaded = workshop.load()

    assert version(loaded, COUNTY) == "2022-01-01"
    assert [service.id for service in loaded.services(COUNTY, DAY)] == ["aid/appeal", "aid/lantern"]
    for region in ("", PROVINCE, ELSEWHERE):
        assert [service.id for service in loaded.services(region, DAY)] == ["aid/appeal"]


def test_one_service_cannot_be_local_in_two_places(workshop: Workshop) -> None:
    second_version(
        workshop, "2024-01-01", ("effective: 2024-01-01", "effective: 2024-01-01\nregion: '41'")
    )

    assert workshop.problems() == [
        f"{LANTERN}:2: has files for several regions. Give the local service an id of its own."
    ]


# --- versions of orders -------------------------------------------------------------------------


def test_an_order_keeps_the_version_it_was_born_with(workshop: Workshop) -> None:
    second_version(workshop, "2025-01-01", ("limit: 7 days", "limit: 6 days"))
    workshop.layer(FIVE, day="2024-03-01")
    loaded = workshop.load()

    for name in loaded.versions("aid/lantern"):
        assert loaded.service_version("aid/lantern", name).version == name
    born = loaded.service_version("aid/lantern", "2022-01-01+41@2024-03-01")
    assert str(born.state("submitted").clocks[0].limit) == "5 days"
    assert born == loaded.service("aid/lantern", PROVINCE, date(2024, 6, 1))


def test_a_version_is_rebuilt_even_if_it_holds_nowhere_any_more(workshop: Workshop) -> None:
    """A layer that is found later, with an earlier day, changes what held; orders were born before."""
    workshop.layer(FIVE, region="410423", day="2025-01-01")
    before = workshop.load().service("aid/lantern", COUNTY, DAY)
    workshop.layer(DOOR, region="41", day="2024-01-01")
    after = workshop.load()

    assert before.version not in after.versions("aid/lantern")
    assert after.service_version("aid/lantern", before.version) == before


def test_a_version_there_never_was_is_missing(catalogue: Catalogue) -> None:
    with pytest.raises(NotInCatalogue) as missing:
        catalogue.service_version("aid/lantern", "2022-01-01+41@2024-03-01")
    assert str(missing.value) == (
        "aid/lantern has no version '2022-01-01+41@2024-03-01', only 2022-01-01"
    )


def test_a_version_that_would_be_worse_was_never_one(workshop: Workshop) -> None:
    workshop.layer("until: 2024-12-31\n" + FIVE, region="410423", day="2024-01-01")
    workshop.layer(FOUR, region="41", day="2025-01-01")
    loaded = workshop.load()

    with pytest.raises(NotInCatalogue) as missing:
        loaded.service_version("aid/lantern", "2022-01-01+41@2025-01-01+410423@2024-01-01")
    assert str(missing.value) == (
        "aid/lantern 2022-01-01+41@2025-01-01+410423@2024-01-01 cannot be built"
    )


def test_layers_of_a_version_are_named_from_the_nation_down(workshop: Workshop) -> None:
    workshop.layer(FIVE, region="41")
    workshop.layer(DOOR, region="4104")
    loaded = workshop.load()

    for name in (
        "2022-01-01+4104@2024-03-01+41@2024-03-01",
        "2022-01-01+41@2024-03-01+41@2024-03-01",
        "2022-01-01+",
        "",
        "x",
    ):
        with pytest.raises(NotInCatalogue):
            loaded.service_version("aid/lantern", name)


def test_an_unknown_service_is_missing_with_a_suggestion(catalogue: Catalogue) -> None:
    for ask in (
        lambda: catalogue.service("aid/lanten", "", DAY),
        lambda: catalogue.service_version("aid/lanten", "2022-01-01"),
    ):
        with pytest.raises(KeyError) as missing:
            ask()
        assert str(missing.value) == (
            "no service is called 'aid/lanten'. Did you mean 'aid/lantern'?"
        )


def test_look_ups_are_remembered_within_bounds(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("santai.catalogue.catalogue.REMEMBERED", 10)
    for number in range(1000):
        assert catalogue.service("aid/appeal", f"41{number:010}", DAY).id == "aid/appeal"

    assert len(catalogue._found) <= 10
