"""`santai catalogue`: check, show, diff, schema, diagram."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import pytest

from santai.catalogue.fileschema import written
from santai.project.commands import catalogue as command
from tests.catalogue.workshop import BROKEN


def santai(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_check_says_what_it_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("check") == 0
    assert capsys.readouterr().out.startswith("目录没有问题：")


def test_check_names_every_mistake_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ours/services/aid/broken"
    folder.mkdir(parents=True)
    shutil.copy(BROKEN / "unclosed_bracket.yaml", folder / "2022-01-01.yaml")

    assert santai("check", str(tmp_path / "ours")) == 1
    assert capsys.readouterr().err.splitlines() == [
        "ours/services/aid/broken/2022-01-01.yaml:9: is not YAML:"
        " did not find expected ',' or ']'. Look at this line and the one above:"
        " indentation by spaces, closing quotes and brackets.",
        "发现 1 处问题。",
    ]


def test_show_tells_a_service_in_a_region_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("show", "legal-aid/civil", "--region", "410423", "--on", "2026-03-02") == 0
    out = capsys.readouterr().out.splitlines()

    assert out[0].startswith("民事法律援助  2022-01-01+41@")
    assert "基本情况" in out


def test_show_tells_a_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("show", "legal-aid/civil", "--version", "2022-01-01") == 0
    assert capsys.readouterr().out.splitlines()[0] == "民事法律援助  2022-01-01"


def test_diff_compares_regions_and_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("diff", "legal-aid/civil", "nation", "410423000000", "--on", "2026-03-02") == 0
    regions = capsys.readouterr().out.splitlines()
    first, last = regions[0].split(" → ")
    assert santai("diff", "legal-aid/civil", first, last) == 0
    versions = capsys.readouterr().out.splitlines()

    assert versions == regions
    assert len(regions) > 1


def test_diff_says_so_when_nothing_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("diff", "legal-aid/civil", "nation", "32", "--on", "2026-03-02") == 0
    assert capsys.readouterr().out.splitlines() == ["2022-01-01 → 2022-01-01", "没有不同。"]


def test_schema_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema/service.schema.json"

    assert santai("schema") == 0
    assert capsys.readouterr().out == written()
    assert santai("schema", "--write", str(file)) == 0
    assert file.read_text(encoding="utf-8") == written()


def test_diagram_draws_svg_or_writes_mermaid(capsys: pytest.CaptureFixture[str]) -> None:
    assert santai("diagram", "legal-aid/objection") == 0
    assert capsys.readouterr().out.startswith("<svg ")
    assert santai("diagram", "legal-aid/objection", "--mermaid") == 0
    assert capsys.readouterr().out.startswith("stateDiagram-v2\n")


@pytest.mark.parametrize("verb", ["show", "diagram"])
def test_an_unknown_service_is_answered_with_a_suggestion(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert santai(verb, "legal-aid/civli") == 1
    assert capsys.readouterr().err == (
        "no service is called 'legal-aid/civli'. Did you mean 'legal-aid/civil'?\n"
    )
