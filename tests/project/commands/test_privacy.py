"""P5: whom a leak concerns, with what of theirs, from the record of looks (PIPL 57)."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.orders.persons import uncover
from santai.capabilities.orders.queries import view
from santai.capabilities.people.models import Party
from santai.capabilities.reading.models import Reading
from santai.project.commands import privacy
from tests.capabilities.orders.steps import answered, consult
from tests.world import NOW, YE, World, ask_for_aid

LONG_AGO = NOW - timedelta(days=4 * 366)
SINCE = (NOW - timedelta(days=1)).isoformat()


def breach(into: Path, *more: str) -> int:
    parser = ArgumentParser()
    privacy.add_arguments(parser)
    until = (NOW + timedelta(days=1)).isoformat()
    given = ["breach", "--since", SINCE, "--until", until, "--into", str(into), *more]
    return privacy.run(parser.parse_args(given))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


def test_the_table_names_who_was_seen_and_what_of_them(
    world: World, order: Order, tmp_path: Path
) -> None:
    clerk, into = world.staff("aid-clerk"), tmp_path / "affected.csv"
    view(clerk, order, at=NOW)
    uncover(clerk, order, party=str(order.applicant_id), field="phone", reason="约时间")
    account = world.accounts[("aid-clerk", YE)].username
    assert breach(into, "--account", account) == 0
    (one,) = rows(into)
    assert (one["姓名"], one["电话"]) == ("申请人甲", "13800000001")
    assert (one["涉及的信息"], one["次数"]) == ("办理的事情和答复、电话", "2")
    assert into.stat().st_mode & 0o777 == 0o600
    assert "12348" in (tmp_path / "affected-letter.txt").read_text()


def test_who_was_looked_at_by_others_is_not_in_it(
    world: World, order: Order, tmp_path: Path
) -> None:
    view(world.staff("aid-clerk"), order, at=NOW)
    chief = world.accounts[("bureau-chief", YE)].username
    assert breach(tmp_path / "a.csv", "--account", chief) == 0
    assert rows(tmp_path / "a.csv") == []
    assert breach(tmp_path / "b.csv") == 0
    assert len(rows(tmp_path / "b.csv")) == 1


def test_nothing_is_written_over_and_nobody_unknown_is_passed_over(
    world: World, order: Order, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert breach(tmp_path / "a.csv", "--account", "nobody") == 2
    assert "nobody" in capsys.readouterr().err
    (tmp_path / "a.csv").write_text("kept")
    assert breach(tmp_path / "a.csv") == 2
    assert (tmp_path / "a.csv").read_text() == "kept"


def test_a_name_that_a_program_would_calculate_stays_a_name(
    world: World, order: Order, tmp_path: Path
) -> None:
    Party.objects.filter(pk=order.applicant_id).update(name="=1+1")
    view(world.staff("aid-clerk"), order, at=NOW)
    assert breach(tmp_path / "a.csv") == 0
    assert rows(tmp_path / "a.csv")[0]["姓名"] == "'=1+1"
    assert Reading.objects.count() == 1


def said(capsys: pytest.CaptureFixture[str], *given: str) -> str:
    parser = ArgumentParser()
    privacy.add_arguments(parser)
    assert privacy.run(parser.parse_args(given)) == 0
    return capsys.readouterr().out


def test_what_is_past_its_time_is_counted_before_it_is_deleted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """PIPL 19: a question is kept for three years after it was answered."""
    clerk = world.staff("window-clerk")
    asked = answered(world, consult(clerk))
    Order.objects.filter(pk=asked.pk).update(completed_at=LONG_AGO)
    assert "matters：会删除 1 项" in said(capsys, "retention", "--dry-run")
    assert Order.objects.get(pk=asked.pk).erased_by is None
    assert "matters：已删除 1 项" in said(capsys, "retention")
    assert Order.objects.get(pk=asked.pk).erased_by is not None


def test_the_inventory_is_a_table(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "| people.Party |" in said(capsys, "inventory")
