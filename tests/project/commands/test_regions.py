"""`santai regions import` says what it did, and what to do when it cannot (USER-07)."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from santai.capabilities.places.models import Region
from santai.project.commands import regions

FILES = {
    "provinces.csv": '41,"河南省"',
    "cities.csv": '4104,"平顶山市",41',
    "areas.csv": '410421,"宝丰县",4104,41',
    "streets.csv": '410421101,"周庄镇",410421,41,4104',
    "villages.csv": '410421101205,"某某村委会",410421101,41,4104,410421',
}


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    regions.add_arguments(parser)
    return regions.run(parser.parse_args(["import", *arguments]))


@pytest.fixture
def source(tmp_path: Path) -> str:
    for name, row in FILES.items():
        (tmp_path / name).write_text(f"code,name,rest\n{row}\n", encoding="utf-8")
    return str(tmp_path)


@pytest.mark.django_db
def test_an_import_says_how_many_of_each_level_and_how_long(
    source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--source", source, "--under", "4104") == 0
    said = capsys.readouterr().out
    counts = [line.rsplit(maxsplit=1)[-1] for line in said.splitlines()[:5]]
    assert counts == ["1", "1", "1", "1", "1"]
    assert said.splitlines()[5].startswith("新增 5，变更 0，撤销 0；用时 ")
    assert Region.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--source", "/nowhere"], "make setup"), (["--under", "41042"], "41042")],
)
def test_an_import_that_cannot_be_says_why_and_writes_nothing(
    source: str, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--source", source, *arguments) == 1
    assert says in capsys.readouterr().err
    assert not Region.objects.exists()
