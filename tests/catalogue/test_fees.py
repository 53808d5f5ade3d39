"""What a matter costs: reckoned, explained, lowered by layers and never raised (NOT-31)."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from santai.catalogue import Catalogue, CatalogueError, load
from santai.catalogue.current import PACKAGED
from santai.catalogue.fees import Reckoning, cents, reckon
from santai.catalogue.prices import prices
from santai.catalogue.schema import Service
from tests.catalogue.workshop import DAY

ROOT = Path(__file__).parents[1] / "capabilities/fees/root"
FILE = "services/consultation/permit/2026-01-01.yaml"
YE, LUSHAN, ELSEWHERE = "410422000000", "410423000000", "320700000000"


@pytest.fixture(scope="module")
def priced() -> Catalogue:
    return load(PACKAGED, ROOT)


def permit(loaded: Catalogue, region: str = YE) -> Service:
    return loaded.service("consultation/permit", region, DAY)


def reckoned(loaded: Catalogue, region: str = YE, **facts: Any) -> Reckoning:
    known = {"groups": [], "aided": False, "copies": 0, **facts}
    return reckon(permit(loaded, region), known, lambda name: loaded.parameter(name, region, DAY))


def sums(found: Reckoning) -> dict[str, str]:
    return {line.key: f"{line.due}" for line in found.lines}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of its own with the permit."""
    return shutil.copytree(ROOT, tmp_path / "root")


def problems(base: Path, root: Path, old: str, new: str) -> list[str]:
    """What loading says of the permit with one text of its file replaced."""
    text = (root / FILE).read_text()
    assert old in text
    (root / FILE).write_text(text.replace(old, new, 1))
    return said(base, root)


def said(base: Path, root: Path) -> list[str]:
    try:
        load(base, root)
    except CatalogueError as error:
        return [str(problem) for problem in error.problems]
    return []


def layer(base: Path, root: Path, changes: str, region: str = "41") -> list[str]:
    file = root / f"layers/{region}-place/consultation/permit/2026-02-01.yaml"
    file.parent.mkdir(parents=True)
    head = f"improves: consultation/permit\nregion: '{region}'\neffective: 2026-02-01\nbasis: 服务承诺\nfee:\n"
    file.write_text(head + changes)
    return said(base, root)


def tiers(*, up_to: str = "1000.00", amount: str = "10.00", rate: str = "1 %") -> str:
    """The tiers of the permit, with one thing changed."""
    slices = (
        f'{{up_to: "{up_to}", amount: "{amount}"}}',
        f'{{up_to: "20000.00", rate: {rate}}}',
        "{rate: region.lantern_rate}",
    )
    return f"  schedule: {{value: {{tiers: [{', '.join(slices)}]}}}}\n"


# --- reckoning ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("0.00", "15.00"),  # the first tier, then the least
        ("1000.00", "15.00"),
        ("1500.00", "15.00"),  # 10 + 1 % of 500 = 15
        ("1501.00", "15.01"),
        ("20000.00", "200.00"),  # 10 + 1 % of 19,000
        ("30000.00", "230.00"),  # … + 0.3 % of 10,000
        ("999999.99", "1000.00"),  # the most
    ],
)
def test_tiers_cut_a_sum(priced: Catalogue, value: str, due: str) -> None:
    assert sums(reckoned(priced, value=value))["value"] == due


def test_a_single_share_is_told_plainly(priced: Catalogue) -> None:
    """NOT-60: nobody reads of the part above nothing."""
    service = priced.service("notary/inheritance", YE, date(2026, 11, 16))
    (succession, _) = service.fee.items
    assert list(prices(succession, service, lambda _: "2 %")) == [
        "按继承财产的价值收 2 %",
        "最低收 2 %",
    ]


def test_a_line_is_rounded_half_up_once(priced: Catalogue) -> None:
    assert cents(Decimal("0.005")) == Decimal("0.01")
    assert sums(reckoned(priced, value="1600.50"))["value"] == "16.01"  # 10 + 6.005


def test_what_is_charged_by_the_piece(priced: Catalogue) -> None:
    assert sums(reckoned(priced, value="0", copies=3)) == {
        "paper": "8.00",
        "copies": "7.50",
        "value": "15.00",
    }
    assert "copies" not in sums(reckoned(priced, value="0", copies=0))


def test_the_place_sets_a_price(priced: Catalogue) -> None:
    assert sums(reckoned(priced, LUSHAN, value="0"))["paper"] == "5.00"
    assert sums(reckoned(priced, YE, value="0"))["paper"] == "8.00"


def test_a_price_nobody_verified_says_so(priced: Catalogue) -> None:
    how = {line.key: line.how for line in reckoned(priced, value="0").lines}
    assert how["paper"] == ("8.00 元（灯笼许可证工本费）（待核实）",)


def test_every_step_is_told(priced: Catalogue) -> None:
    line = reckoned(priced, value="30000.00", groups=["老年人"]).lines[-1]
    assert line.how == (
        "灯笼值多少钱 0.00 元到 1000.00 元的部分：10.00 元",
        "灯笼值多少钱 1000.00 元到 20000.00 元的部分：19000.00 元 × 1% = 190.00 元",
        "灯笼值多少钱 20000.00 元到 30000.00 元的部分："
        "10000.00 元 × 0.3%（灯笼许可费超过两万元部分的费率） = 30.00 元",
        "老年人减半，减 115.00 元",
    )
    assert (line.amount, line.off, line.due) == tuple(map(Decimal, ("230.00", "115.00", "115.00")))


def test_the_best_reduction_counts_and_they_are_not_added_up(priced: Catalogue) -> None:
    both = reckoned(priced, value="20000.00", copies=2, groups=["老年人"], aided=True)
    assert both.total == Decimal("0.00")
    old = reckoned(priced, value="20000.00", copies=2, groups=["老年人"])
    assert sums(old) == {"paper": "4.00", "copies": "5.00", "value": "100.00"}


def test_a_reduction_nobody_can_judge_is_not_given_and_is_told(priced: Catalogue) -> None:
    line = reckoned(priced, value="0", aided=None).lines[0]
    assert line.off == Decimal("0.00")
    assert line.how[-1].startswith("符合“法律援助受援人免收”的可以少收，还不知道")


def test_nothing_is_reckoned_of_what_nobody_knows(priced: Catalogue) -> None:
    found = reckoned(priced, ELSEWHERE, copies=None)
    assert [line.key for line in found.lines] == []
    assert found.unset == ("本地还没有设定“许可证工本费”的收费标准",)
    assert found.missing == (
        "还不知道要几份副本",
        "还不知道灯笼值多少钱",
    )


def test_free_and_fixed_fees_are_reckoned_too(priced: Catalogue) -> None:
    free = priced.service("legal-aid/civil", YE, DAY)
    assert reckon(free, {}, lambda _: None) == Reckoning(())


# --- what the check says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        - {rate: region.lantern_rate}\n", "", "does not say what lies above its tiers"),
        ('up_to: "20000.00"', 'up_to: "900.00"', "has tiers out of order"),
        ("      of: value\n", "", "has tiers of nothing"),
        ("      per: copies\n", "      per: value\n", "no form field of kind number"),
        ("rate: 1 %", "rate: one", "should be a share"),
        ('amount: "2.50"', "amount: region.callback_attempts", "is number, not money"),
        ("amount: region.lantern_paper", "amount: region.hardship_line", "less is better"),
        ("on: [paper, value]", "on: [papers]", "no item of the schedule is called 'papers'"),
        ("off: half", "off: 120 %", "should be a share"),
        ("        with: bill\n", "", "waits for a bill that nobody makes"),
        ("  says: 按", '  amount: "3.00"\n  says: 按', "stands beside a schedule"),
    ],
)
def test_what_cannot_be_reckoned_is_refused(
    base: Path, root: Path, old: str, new: str, says: str
) -> None:
    found = problems(base, root, old, new)
    assert len(found) == 1
    assert says in found[0]


# --- a layer may only lower ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        '  schedule: {copies: {amount: "1.00"}}\n',
        '  schedule: {value: {most: "500.00"}}\n',
        tiers(amount="0.00", rate="0.5 %"),
        "  schedule: {copies: {when: {copies: {at_least: 2}}}}\n",
        "  reductions: {old: {off: 80 %}}\n",
        "  reductions: {poor: {title: 低保减半, when: {groups: 社会救助对象}, off: half, basis: 服务承诺}}\n",
    ],
)
def test_a_layer_may_lower_a_fee(base: Path, root: Path, changes: str) -> None:
    assert layer(base, root, changes) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ('  schedule: {copies: {amount: "3.00"}}\n', "fee.schedule.copies.amount: rises from 2.50"),
        ('  schedule: {value: {most: "2000.00"}}\n', "rises from 1000.00 to 2000.00"),
        ('  schedule: {copies: {least: "1.00"}}\n', "sets a least sum where there was none"),
        ('  schedule: {paper: {amount: "1.00"}}\n', "fee.schedule.paper.amount: changes from"),
        ("  schedule: {copies: {when: {copies: {at_least: 0}}}}\n", "charges in more cases"),
        ('  schedule: {seal: {title: 印章, amount: "1.00", basis: 服务承诺}}\n', "has no 'seal'"),
        ("  reductions: {old: {off: 10 %}}\n", "falls from 0.5 to 0.1"),
        ("  reductions: {old: {when: {groups: 残疾人}}}\n", "is lifted in fewer cases"),
        (
            tiers(rate="2 %"),
            "rises from 0.01 to 0.02",
        ),
        (
            tiers(up_to="900.00"),
            "cuts the sum elsewhere",
        ),
    ],
)
def test_a_layer_may_not_raise_one(base: Path, root: Path, changes: str, says: str) -> None:
    found = layer(base, root, changes)
    assert found
    assert says in found[0]


def test_a_smaller_place_may_not_set_a_higher_price(base: Path, root: Path) -> None:
    file = root / "parameters/lantern_paper.yaml"
    file.write_text(file.read_text().replace('"5.00"', '"9.00"'))
    (found,) = said(base, root)
    assert "9.00 is worse than 8.00" in found
