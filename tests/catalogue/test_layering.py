"""A lower layer may only improve the citizen's position; anything else is refused with file, key and reason.

CAT-05, CAT-18, CAT-32: localities adjust the province's list, and only for the better.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from santai.catalogue.schema import Door, Level, Service
from tests.catalogue.workshop import PROVINCE, Workshop, lantern

FILE = "layers/41-place/aid/lantern/2024-03-01.yaml"
ONLY = "A layer may only improve the citizen's position: "
SAME = "this is not for a layer to change, leave it out."


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
        lambda s: (
            str(s.state("submitted").clocks[0].extend.by),
            s.state("submitted").clocks[0].extend.times,
        ),  # type: ignore[union-attr]
        ("5 days", 1),
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
        lambda s: str(s.state("refused").remedy.within),  # type: ignore[union-attr]
        "90 days",
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

    assert before is not None
    assert after is not None
    assert before in after.parts  # type: ignore[union-attr]


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

WORSE: dict[str, tuple[str, str]] = {
    "lengthens a limit": (
        "states:\n  submitted:\n    clock: {limit: 10 days}",
        (
            "7: states.submitted.clock.limit: 10 days can end after 7 days (aid/lantern 2022-01-01)."
            f" {ONLY}write 7 days or less, in days."
        ),
    ),
    "counts working days instead": (
        "states:\n  submitted:\n    clock: {limit: 5 working days}",
        (
            "7: states.submitted.clock.limit: 5 working days can end after 7 days"
            f" (aid/lantern 2022-01-01). {ONLY}write 7 days or less, in days."
        ),
    ),
    "counts days instead of hours": (
        "states:\n  granted:\n    clocks: {choose: {limit: 1 day}}",
        (
            "7: states.granted.clocks.choose.limit: 1 day can end after 24 hours"
            f" (aid/lantern 2022-01-01). {ONLY}write 24 hours or less, in hours."
        ),
    ),
    "counts days instead of a month": (
        "states:\n  hanging:\n    clock: {limit: 28 days}",
        (
            "7: states.hanging.clock.limit: 28 days can end after 1 month"
            f" (aid/lantern 2022-01-01). {ONLY}write 1 month or less, in months."
        ),
    ),
    "gives the applicant less time": (
        "states:\n  checking:\n    clock: {limit: 10 days}",
        (
            "7: states.checking.clock.limit: gives the applicant 10 days, which can end before 15 days"
            f" (aid/lantern 2022-01-01). {ONLY}write 15 days or more, in days."
        ),
    ),
    "lets a limit be extended": (
        "states:\n  hanging:\n    clock: {extend: {by: 1 month, approver: chief, basis: 服务承诺}}",
        (
            "7: states.hanging.clock.extend: lets a limit be extended that could not be"
            f" (aid/lantern 2022-01-01). {ONLY}leave it out."
        ),
    ),
    "extends for longer": (
        "states:\n  submitted:\n    clock: {extend: {by: 11 days}}",
        (
            "7: states.submitted.clock.extend.by: 11 days can end after 10 days"
            f" (aid/lantern 2022-01-01). {ONLY}write 10 days or less, in days."
        ),
    ),
    "extends more often": (
        "states:\n  submitted:\n    clock: {extend: {times: 3}}",
        (
            "7: states.submitted.clock.extend.times: rises from 2 to 3"
            f" (aid/lantern 2022-01-01). {ONLY}write 2 or less."
        ),
    ),
    "extends the applicant's time by less": (
        "states:\n  checking:\n    clock: {extend: {by: 2 days}}",
        (
            "7: states.checking.clock.extend.by: gives the applicant 2 days, which can end before"
            f" 5 days (aid/lantern 2022-01-01). {ONLY}write 5 days or more, in days."
        ),
    ),
    "adds a clock": (
        "states:\n  refused:\n    clock: {limit: 3 days, basis: 服务承诺}",
        f"7: states.refused.clock: is added (aid/lantern 2022-01-01). {ONLY}leave it out.",
    ),
    "stops a clock's pause": (
        "states:\n  submitted:\n    clock: {from: entered}",
        (
            "7: states.submitted.clock.from: changes from received to entered"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "adds a material": (
        "materials:\n  deposit: {show: 押金}",
        (
            "6: materials.deposit: aid/lantern has no 'deposit' among its materials."
            " A layer cannot add one. Use one of: drawing, hardship, identity."
        ),
    ),
    "requires a material": (
        "materials:\n  drawing: {required: true}",
        (
            "6: materials.drawing.required: must be shown, and need not before"
            f" (aid/lantern 2022-01-01). {ONLY}leave it as it was."
        ),
    ),
    "asks for the original": (
        "materials:\n  hardship: {original: true}",
        (
            "6: materials.hardship.original: must be the original, and need not before"
            f" (aid/lantern 2022-01-01). {ONLY}leave it as it was."
        ),
    ),
    "asks for more copies": (
        "materials:\n  identity: {copies: 3}",
        f"6: materials.identity.copies: rises from 2 to 3 (aid/lantern 2022-01-01). {ONLY}write 2 or less.",
    ),
    "shows something else": (
        "materials:\n  identity: {show: 户口本}",
        (
            "6: materials.identity.show.zh: changes from 身份证明 to 户口本"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "drops a door": (
        "doors: [portal]",
        (
            f"5: doors: drops counter (aid/lantern 2022-01-01). {ONLY}"
            "keep all doors (portal, counter) and add to them."
        ),
    ),
    "drops a level": (
        "levels: [county]",
        (
            f"5: levels: drops city (aid/lantern 2022-01-01). {ONLY}"
            "keep all levels (county, city) and add to them."
        ),
    ),
    "serves fewer": (
        "serves: [citizen]",
        (
            f"5: serves: drops enterprise (aid/lantern 2022-01-01). {ONLY}"
            "keep all those served (citizen, enterprise) and add to them."
        ),
    ),
    "requires a field": (
        "form:\n  story: {required: true}",
        (
            "6: form.story.required: must be answered, and need not before"
            f" (aid/lantern 2022-01-01). {ONLY}leave it as it was."
        ),
    ),
    "adds a question that must be answered": (
        "form:\n  colour: {ask: 什么颜色, required: true}",
        (
            "6: form.colour: is one more question that must be answered"
            f" (aid/lantern 2022-01-01). {ONLY}leave it out, or take `required` out."
        ),
    ),
    "offers fewer choices": (
        "form:\n  matter: {choose: [灯笼, 风筝]}",
        (
            "6: form.matter.options: changes from [灯笼, 风筝, 彩旗] to [灯笼, 风筝]"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "asks for less words": (
        "form:\n  story: {max: 20}",
        f"6: form.story.max: changes from 200 to 20 (aid/lantern 2022-01-01). {ONLY}{SAME}",
    ),
    "insists on a particular": (
        "applicant: [name, phone, address, 'groups?']",
        f"5: applicant: insists on address (aid/lantern 2022-01-01). {ONLY}write `address?`.",
    ),
    "asks for one more particular": (
        "applicant: [name, phone, 'address?', 'groups?', 'id_number?']",
        f"5: applicant: asks for id_number too (aid/lantern 2022-01-01). {ONLY}take id_number out.",
    ),
    "raises a fee": (
        "fee: {amount: '80.01'}",
        (
            "5: fee.amount: rises from 80.00 to 80.01 yuan (aid/lantern 2022-01-01)."
            f" {ONLY}write 80.00 or less."
        ),
    ),
    "narrows a rule": (
        "rules:\n  exempt: {yes_if: elderly}",
        (
            "6: rules.exempt.yes_if: is narrower: an old alternative is missing"
            f" (aid/lantern 2022-01-01). {ONLY}keep every alternative; add one with `yes_if_also`."
        ),
    ),
    "adds a ground for no": (
        "rules:\n  eligible: {no_if: [dangerous, {count: {at_least: 50}}]}",
        (
            "6: rules.eligible.no_if: has one more ground for no"
            f" (aid/lantern 2022-01-01). {ONLY}take grounds out, add none."
        ),
    ),
    "widens a rule that counts against the citizen": (
        "rules:\n  dangerous: {yes_if_also: {risks: 风}}",
        (
            "6: rules.dangerous.yes_if: a yes to 'dangerous' is not only good for the citizen"
            f" (aid/lantern 2022-01-01). {ONLY}change only rules that grant or lift a duty."
        ),
    ),
    "says another thing by a rule": (
        "rules:\n  exempt: {says: 别的}",
        f"6: rules.exempt.says: changes from 不看收入 to 别的 (aid/lantern 2022-01-01). {ONLY}{SAME}",
    ),
    "adds a rule": (
        "rules:\n  new: {says: 新的, yes_if: elderly, basis: 服务承诺}",
        (
            "6: rules.new: aid/lantern has no 'new' among its rules. A layer cannot add one."
            " Use one of: dangerous, elderly, eligible, exempt, poor."
        ),
    ),
    "shortens a remedy": (
        "states:\n  refused:\n    remedy: {within: 30 days}",
        (
            "7: states.refused.remedy.within: closes the way on after 30 days"
            f" (aid/lantern 2022-01-01). {ONLY}write 60 days or more, in days."
        ),
    ),
    "gives the turn to somebody else": (
        "states:\n  submitted: {turn: other_body}",
        (
            "6: states.submitted.turn: changes from agency to other_body"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "lets somebody else decide": (
        "states:\n  submitted:\n    actions: {grant: {by: clerk}}",
        (
            "7: states.submitted.actions.grant.by: changes from [chief] to [clerk]"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "leads somewhere else": (
        "states:\n  checking:\n    actions: {object: {to: completed}}",
        (
            "7: states.checking.actions.object.to: changes from hanging to completed"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "adds an action": (
        "states:\n  checking:\n    actions: {lose: {title: 丢, by: clerk}}",
        (
            "7: states.checking.actions.lose: aid/lantern has no 'lose' among its actions."
            " A layer cannot add one. Use one of: accept, object."
        ),
    ),
    "changes a document": (
        "documents:\n  notice: {title: 通知}",
        (
            "6: documents.notice.title.zh: changes from 补正通知书 to 通知"
            f" (aid/lantern 2022-01-01). {ONLY}{SAME}"
        ),
    ),
    "takes the way back": (
        "redo: submitted",
        f"5: redo: changes from hanging to submitted (aid/lantern 2022-01-01). {ONLY}{SAME}",
    ),
    "gives it to another kind of office": (
        "handler: bureau",
        f"5: handler: changes from office to bureau (aid/lantern 2022-01-01). {ONLY}{SAME}",
    ),
    "asks about the other side": (
        "opposite: required",
        f"5: opposite: changes from optional to required (aid/lantern 2022-01-01). {ONLY}{SAME}",
    ),
}


@pytest.mark.parametrize("name", WORSE)
def test_a_layer_that_does_not_improve_is_refused(name: str, workshop: Workshop) -> None:
    changes, message = WORSE[name]
    workshop.layer(changes)

    assert workshop.problems() == [f"{FILE}:{message}"]


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
