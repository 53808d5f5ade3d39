"""A lower layer may only improve the citizen's position; anything else is refused with file, key and reason.

CAT-05, CAT-18, CAT-32: localities adjust the province's list, and only for the better.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from santai.catalogue.schema import Any_, Door, Extension, Level, Remedy, Service
from santai.kernel.citation import Citation
from santai.kernel.workdays import Term
from tests.catalogue.workshop import PROVINCE, Workshop, lantern

SERVICE = "services/aid/lantern/2022-01-01.yaml"
FILE = "layers/41-place/aid/lantern/2024-03-01.yaml"
ONLY = "A layer may only improve the citizen's position: "
WORSE = sorted((Path(__file__).parent / "worse").glob("*.yaml"))


def improved(workshop: Workshop, changes: str) -> Service:
    workshop.layer(changes)
    return lantern(workshop.load(), PROVINCE)


# --- better -------------------------------------------------------------------------------------

BETTER: dict[str, tuple[str, Callable[[Service], Any], Any]] = {
    "a shorter limit": (
        "states: {submitted: {clock: {limit: 5 days}}}",
        lambda s: str(s.state("submitted").clocks[0].limit),
        "5 days",
    ),
    "days instead of as many hours": (
        "states: {granted: {clocks: {choose: {limit: 12 hours}}}}",
        lambda s: str(s.state("granted").clocks[0].limit),
        "12 hours",
    ),
    "more time for the applicant": (
        "states: {checking: {clock: {limit: 30 days}}}",
        lambda s: str(s.state("checking").clocks[0].limit),
        "30 days",
    ),
    "a shorter extension, less often": (
        "states: {submitted: {clock: {extend: {by: 5 days, times: 1}}}}",
        lambda s: s.state("submitted").clocks[0].extend,
        Extension(
            Term.parse("5 days"), 1, ("chief",), (Citation("试验法", 3), Citation("服务承诺"))
        ),
    ),
    "a material less": (
        "materials: {hardship: {remove: true}}",
        lambda s: [m.key for m in s.materials],
        ["identity", "drawing"],
    ),
    "a material that need not be shown": (
        "materials: {identity: {required: false, original: false, copies: 1}}",
        lambda s: (s.materials[0].required, s.materials[0].original, s.materials[0].copies),
        (False, False, 1),
    ),
    "a commitment instead": (
        "materials: {identity: {or: commitment}}",
        lambda s: s.materials[0].commitment,
        True,
    ),
    "looked up instead": (
        "materials: {hardship: {waive_if: shared_data}}",
        lambda s: s.materials[1].shared_data,
        True,
    ),
    "one more door": (
        "doors: [portal, counter, hotline]",
        lambda s: s.doors,
        (Door.PORTAL, Door.COUNTER, Door.HOTLINE),
    ),
    "one more level": (
        "levels: [township, county, city]",
        lambda s: s.levels,
        (Level.TOWNSHIP, Level.COUNTY, Level.CITY),
    ),
    "more people served": (
        "serves: [citizen, enterprise, organisation]",
        lambda s: s.serves,
        ("citizen", "enterprise", "organisation"),
    ),
    "a lower fee": ("fee: {amount: '40.00'}", lambda s: s.fee.amount, "40.00"),
    "no fee": ("fee: none", lambda s: s.fee.free, True),
    "a question that need not be answered": (
        "form: {count: {required: false}}",
        lambda s: s.form[1].required,
        False,
    ),
    "one more question, if one likes": (
        "form: {colour: {ask: 什么颜色}}",
        lambda s: s.form[-1].key,
        "colour",
    ),
    "a particular that need not be given": (
        "applicant: [name, 'phone?', 'address?', 'groups?']",
        lambda s: s.applicant,
        {"name": True, "phone": False, "address": False, "groups": False},
    ),
    "a wider rule": (
        "rules: {exempt: {yes_if_also: {groups: 残疾人}}}",
        lambda s: len(s.rules["exempt"].yes_if),
        3,
    ),
    "a ground for no less": (
        "rules: {eligible: {no_if: []}}",
        lambda s: s.rules["eligible"].no_if,
        (),
    ),
    "a longer remedy": (
        "states: {refused: {remedy: {within: 90 days}}}",
        lambda s: s.state("refused").remedy,
        Remedy("aid/appeal", Term.parse("90 days"), (Citation("试验法", 9), Citation("服务承诺"))),
    ),
    "local words": (
        "title: 红灯笼许可\nsummary: 本地说法\nstates: {submitted: {says: 五日内答复。}}",
        lambda s: (s.title.zh, s.summary.zh, s.state("submitted").says.zh),
        ("红灯笼许可", "本地说法", "五日内答复。"),
    ),
}


@pytest.mark.parametrize("name", BETTER)
def test_a_layer_that_improves_is_accepted(name: str, workshop: Workshop) -> None:
    changes, read, expected = BETTER[name]
    service = improved(workshop, changes)

    assert read(service) == expected
    assert service.version == "2022-01-01+41@2024-03-01"


def test_everything_a_layer_does_not_name_stays(workshop: Workshop) -> None:
    before = lantern(workshop.load(), PROVINCE)
    after = improved(workshop, "doors: [portal, counter, hotline]")

    for part in (
        "form",
        "materials",
        "rules",
        "states",
        "documents",
        "applicant",
        "fee",
        "handler",
    ):
        assert getattr(after, part) == getattr(before, part)


def test_a_removed_material_is_no_longer_waited_for(workshop: Workshop) -> None:
    both = improved(workshop, "materials: {hardship: {remove: true}}")
    none = improved(workshop, "materials: {hardship: {remove: true}, identity: {remove: true}}")

    assert both.state("submitted").actions["grant"].materials == ("identity",)
    assert none.state("submitted").actions["grant"].materials == ()


def test_an_added_ground_leaves_the_old_ones(workshop: Workshop) -> None:
    before = lantern(workshop.load(), PROVINCE).materials[1].unless
    after = (
        improved(workshop, "materials: {hardship: {unless: {groups: 残疾人}}}").materials[1].unless
    )

    assert isinstance(after, Any_)
    assert before in after.parts


def test_what_a_layer_changes_cites_its_own_basis_too(workshop: Workshop) -> None:
    """The sentence that explains a due date must not claim that the law says five days."""
    service = improved(workshop, "states: {submitted: {clock: {limit: 5 days}}}")

    assert [str(c) for c in service.state("submitted").clocks[0].basis] == ["试验法 3", "服务承诺"]
    assert [str(c) for c in service.basis] == ["试验法 1", "试验法 3-5", "服务承诺"]
    assert [str(c) for c in service.state("hanging").clocks[0].basis] == ["服务承诺"]


def test_a_change_may_cite_a_basis_of_its_own(workshop: Workshop) -> None:
    service = improved(workshop, "fee: {amount: '40.00', basis: 试验法 30}")

    assert [str(citation) for citation in service.fee.basis] == ["试验法 8", "试验法 30"]


# --- worse --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WORSE, ids=lambda file: file.stem)
def test_a_layer_that_does_not_improve_is_refused(file: Path, workshop: Workshop) -> None:
    """The message stands at the top of each file in `worse/`, and is compared to the letter."""
    text = file.read_text(encoding="utf-8")
    workshop.write(FILE, text)

    assert workshop.problems() == re.findall(r"^# refused: (.*)$", text, re.MULTILINE)
    assert workshop.problems() != []


def test_a_wider_ground_for_refusal_is_refused(workshop: Workshop) -> None:
    workshop.change(
        SERVICE, "to: refused, needs: reason", "to: refused, requires: elderly, needs: reason"
    )
    workshop.layer("rules:\n  elderly: {yes_if_also: {matter: 风筝}}\n")

    assert workshop.problems() == [
        (
            f"{FILE}:6: rules.elderly.yes_if: a yes to 'elderly' is not only good for the citizen"
            f" (aid/lantern 2022-01-01). {ONLY}change only rules that grant or lift a duty."
        )
    ]


def test_a_limit_that_brings_something_about_by_itself_is_not_for_a_layer(
    workshop: Workshop,
) -> None:
    """Shorter is better where the office is late; not where the matter is closed the next day."""
    workshop.change(
        SERVICE,
        "title: 等您看一眼\n    turn: applicant",
        "title: 等街道看一眼\n    turn: other_body",
    )
    workshop.layer("states:\n  checking:\n    clock: {limit: 1 day}\n")

    assert workshop.problems() == [
        (
            f"{FILE}:7: states.checking.clock.limit: changes from 15 days to 1 day, when 'accept' is"
            f" done by itself (aid/lantern 2022-01-01). {ONLY}such a limit is not for a layer to"
            " change, leave it out."
        )
    ]


# --- layers that are wrong in themselves --------------------------------------------------------


def test_a_mistake_in_a_layer_is_found_there(workshop: Workshop) -> None:
    workshop.layer("states:\n  submitted:\n    clock: {limt: 5 days}\n")

    assert workshop.problems() == [
        f"{FILE}:7: states.submitted.clock.limt: is not a key here. Did you mean 'limit'?"
    ]


def test_a_layer_that_breaks_the_file_below_is_blamed_itself(workshop: Workshop) -> None:
    workshop.layer("rules:\n  elderly: {yes_if_also: exempt}\n")

    assert workshop.problems() == [
        (
            f"{FILE}:6: rules.exempt: with this layer, rules refer to each other in a circle:"
            " exempt → elderly → exempt. Let one of them say it by facts, without the others."
        )
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("effective: 2024-03-01\n", f"{FILE}:1: region: is missing. Add `region:` here."),
        (
            "region: '42'\neffective: 2024-03-01\n",
            f"{FILE}:2: region: says 42, the path says 41. Make the two agree.",
        ),
        (
            "region: '41'\neffective: 2024-03-02\n",
            f"{FILE}:3: effective: says 2024-03-02, the path says 2024-03-01. Make the two agree.",
        ),
    ],
)
def test_the_header_of_a_layer_is_checked(header: str, message: str, workshop: Workshop) -> None:
    workshop.write(FILE, f"improves: aid/lantern\n{header}basis: 服务承诺\nfee: none\n")

    assert workshop.problems() == [message]


def test_a_layer_must_say_where_it_comes_from(workshop: Workshop) -> None:
    workshop.write(FILE, "improves: aid/lantern\nregion: '41'\neffective: 2024-03-01\nfee: none\n")

    assert workshop.problems() == [
        (
            f"{FILE}:1: does not say where it comes from."
            " Add `basis:` (a citation) or `source:` (where it was published)."
        )
    ]


def test_a_layer_must_change_something(workshop: Workshop) -> None:
    workshop.layer("")

    assert workshop.problems() == [
        f"{FILE}:1: changes nothing. Write what is better here, or take it away."
    ]


def test_a_layer_needs_a_service_to_improve(workshop: Workshop) -> None:
    path = "layers/41-place/aid/lanten/2024-03-01.yaml"
    workshop.write(path, "improves: aid/lanten\nregion: '41'\neffective: 2024-03-01\nfee: none\n")

    assert workshop.problems() == [
        f"{path}:1: improves: no service is called 'aid/lanten'. Did you mean 'aid/lantern'?"
    ]


def test_a_layer_cannot_end_before_it_begins(workshop: Workshop) -> None:
    workshop.layer("until: 2024-02-29\nfee: none\n")

    assert workshop.problems() == [
        f"{FILE}:5: until: ends (2024-02-29) before it begins (2024-03-01)."
        " `until` is the last day it is in force."
    ]


def test_a_layer_is_not_blamed_for_the_file_below(workshop: Workshop) -> None:
    path = "services/aid/lantern/2022-01-01.yaml"
    workshop.change(path, "doors: [portal, counter]", "doors: [portal, window]")
    workshop.layer("fee: none")

    assert workshop.problems() == [
        f"{path}:11: doors[2]: no door is called 'window'."
        " Use one of: counter, hotline, partners, portal, terminal, village."
    ]


def test_a_layer_cannot_come_before_its_service(workshop: Workshop) -> None:
    workshop.layer("fee: none", day="2021-03-01")

    assert workshop.problems() == [
        (
            "layers/41-place/aid/lantern/2021-03-01.yaml:3: effective:"
            " aid/lantern is not in force on 2021-03-01."
            " Its files are of 2022-01-01: date the layer within one of them."
        )
    ]


def test_a_layer_cannot_lie_where_the_service_is_not_offered(workshop: Workshop) -> None:
    path = "services/aid/lantern/2022-01-01.yaml"
    workshop.change(path, "effective: 2022-01-01", "effective: 2022-01-01\nregion: '42'")
    workshop.layer("fee: none")

    assert workshop.problems() == [
        (
            f"{FILE}:2: region: aid/lantern is not offered there."
            " It is offered in 42 only: take the layer away."
        )
    ]


# --- layers over layers, and over time ----------------------------------------------------------


def test_a_county_may_not_be_worse_than_its_province(workshop: Workshop) -> None:
    workshop.layer("states:\n  submitted:\n    clock: {limit: 3 days}\n", region="41")
    workshop.layer(
        "states:\n  submitted:\n    clock: {limit: 5 days}\n", region="410423", day="2025-01-01"
    )

    assert workshop.problems() == [
        (
            "layers/410423-place/aid/lantern/2025-01-01.yaml:7: states.submitted.clock.limit:"
            " 5 days can end after 3 days (aid/lantern 2022-01-01+41@2024-03-01)."
            f" {ONLY}write 3 days or less, in days."
        )
    ]


def test_a_county_may_not_be_worse_on_the_same_day_either(workshop: Workshop) -> None:
    workshop.layer("states:\n  submitted:\n    clock: {limit: 3 days}\n", region="41")
    workshop.layer("states:\n  submitted:\n    clock: {limit: 5 days}\n", region="4104")

    assert workshop.problems() == [
        "layers/4104-place/aid/lantern/2024-03-01.yaml:7: states.submitted.clock.limit:"
        " 5 days can end after 3 days (aid/lantern 2022-01-01+41@2024-03-01)."
        f" {ONLY}write 3 days or less, in days."
    ]


def test_a_layer_that_is_overtaken_from_above_must_end(workshop: Workshop) -> None:
    workshop.layer(
        "states:\n  submitted:\n    clock: {limit: 5 days}\n", region="410423", day="2024-01-01"
    )
    workshop.layer(
        "states:\n  submitted:\n    clock: {limit: 3 days}\n", region="41", day="2025-01-01"
    )

    assert workshop.problems() == [
        (
            "layers/410423-place/aid/lantern/2024-01-01.yaml:7: states.submitted.clock.limit:"
            " 5 days can end after 3 days (aid/lantern 2022-01-01+41@2025-01-01)."
            f" {ONLY}write 3 days or less, in days. It held until 2024-12-31:"
            " end it with `until: 2024-12-31`, or date a new one."
        )
    ]


def test_a_layer_that_ended_in_time_is_no_trouble(workshop: Workshop) -> None:
    workshop.layer(
        "until: 2024-12-31\nstates:\n  submitted:\n    clock: {limit: 5 days}\n",
        region="410423",
        day="2024-01-01",
    )
    workshop.layer(
        "states:\n  submitted:\n    clock: {limit: 3 days}\n", region="41", day="2025-01-01"
    )

    assert workshop.problems() == []
