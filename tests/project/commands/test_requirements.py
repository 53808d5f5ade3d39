"""``santai requirements``: what is cited, and what by nothing yet."""

import re
from pathlib import Path

import pytest

from santai.project import cli, environment
from santai.project.commands.requirements import (
    SOURCES,
    Group,
    citations,
    not_yet,
    read,
    report,
)

DOCUMENT = """# Requirements

## How to read

## XA – First group (甲)

Words between.

- **XA-01** [F] One. — *src*: `004 1`
- **XA-02** [N] Two, not **XA-03**.

## XB – Second group (乙)

- **XB-01** [D] Three.
"""
GROUPS = [
    Group("XA", "First group (甲)", ("XA-01", "XA-02")),
    Group("XB", "Second group (乙)", ("XB-01",)),
]


def test_groups_and_their_items_are_read() -> None:
    assert read(DOCUMENT) == GROUPS


def test_our_own_document_has_what_it_says() -> None:
    document = (environment.CHECKOUT / "docs" / "requirements.md").read_text()
    groups = read(document)
    assert (len(groups), sum(len(group.items) for group in groups)) == (35, 904)
    assert all(item.startswith(f"{group.code}-") for group in groups for item in group.items)
    for group in groups:
        assert f"| {group.code} | {group.title} | {len(group.items)} |" in document


def test_citations_are_found_in_the_kinds_of_file_asked_for(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "test_a.py").write_text('"""Proves XA-01 and (XB-01)."""')
    (tmp_path / "deep" / "b.yaml").write_text("# XA-01\n")
    (tmp_path / "notes.md").write_text("XA-02")
    found = citations(tmp_path, {".py", ".yaml"})
    assert found == {
        "XA-01": {tmp_path / "test_a.py", tmp_path / "deep" / "b.yaml"},
        "XB-01": {tmp_path / "test_a.py"},
    }


def test_what_is_not_there_yet_is_listed_with_its_reason() -> None:
    document = "# Not yet\n\n- **XA-02** waits for the census.\n- XB-01 has no reason\n"
    assert not_yet(document) == {"XA-02": "waits for the census."}


def test_nothing_is_both_there_and_not_there_yet() -> None:
    listed = not_yet((environment.CHECKOUT / "docs" / "not-yet.md").read_text())
    document = (environment.CHECKOUT / "docs" / "requirements.md").read_text()
    known = {item for group in read(document) for item in group.items}
    shown = {
        item
        for folder, suffixes in SOURCES.values()
        for item in citations(environment.CHECKOUT / folder, suffixes)
    }
    assert (listed.keys() - known, listed.keys() & shown) == (set(), set())
    assert [item for item, reason in listed.items() if len(reason.split()) < 4] == []


@pytest.mark.parametrize(
    "group", ["AID", "NOT", "MED", "APP", "ARB", "LAW", "OPEN", "ENF", "LEARN"]
)
def test_every_function_of_the_lines_is_shown_or_listed_with_its_reason(group: str) -> None:
    document = (environment.CHECKOUT / "docs" / "requirements.md").read_text()
    functional = set(re.findall(rf"^- \*\*({group}-\d+)\*\* \[F\]", document, re.MULTILINE))
    shown = {
        item
        for folder, suffixes in SOURCES.values()
        for item in citations(environment.CHECKOUT / folder, suffixes)
    }
    listed = not_yet((environment.CHECKOUT / "docs" / "not-yet.md").read_text())
    assert functional - shown - listed.keys() == set()


def test_report_counts_per_group_and_lists_what_nothing_cites() -> None:
    file = environment.CHECKOUT / "tests" / "test_a.py"
    found = {"test": {"XA-01": {file}}, "catalogue": {"XA-01": {file}}}
    lines = report(GROUPS, found, cited=True, missing=True)
    assert [line.split() for line in lines] == [
        ["group", "all", "by", "test", "by", "catalogue", "by", "none"],
        ["XA", "2", "1", "1", "1", "First", "group", "(甲)"],
        ["XA-01", "tests/test_a.py"],
        ["by", "none:", "XA-02"],
        ["XB", "1", "0", "0", "1", "Second", "group", "(乙)"],
        ["by", "none:", "XB-01"],
        ["total", "3", "1", "1", "2"],
    ]


def test_command_shows_one_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["requirements", "ORD"]) == 0
    heading, row, total = capsys.readouterr().out.splitlines()
    assert heading.split()[:2] == ["group", "all"]
    assert row.split()[:2] == ["ORD", "37"]
    assert total.split()[:2] == ["total", "37"]


def test_command_names_a_group_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["requirements", "ODR"]) == 2
    assert "no such group: ODR" in capsys.readouterr().out
