"""`santai knowledge-answers`: files are checked, and what is brought in waits for another person (HOT-13, HOT-14)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from santai.capabilities.knowledge.models import AnswerVersion
from santai.capabilities.knowledge.queries import files_of
from santai.catalogue.errors import CatalogueError
from santai.project.commands import knowledge, knowledge_answers
from tests.capabilities.knowledge import texts
from tests.capabilities.knowledge.test_files import FILE
from tests.world import World


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    knowledge_answers.add_arguments(parser)
    return knowledge_answers.run(parser.parse_args(arguments))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "local.yaml"
    path.write_text(FILE)
    return path


def test_what_is_packaged_is_checked_without_naming_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("check") == 0
    answers, cases = files_of()
    assert capsys.readouterr().out == (
        f"没有问题：{len(answers)} 条标准答案，{len(cases)} 个典型案例。\n"
    )


def test_a_citation_that_no_law_has_is_refused(file: Path) -> None:
    file.write_text(FILE.replace("民法典 675", "民法典 1300"))
    with pytest.raises(CatalogueError, match=r"local\.yaml:10"):
        run("check", str(file))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="没有"):
        run("check", str(tmp_path / "gone.yaml"))


def test_what_is_brought_in_is_written_by_somebody_and_waits(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer = world.accounts[texts.WRITER]
    assert run("import", str(file), "--as", writer.username) == 0
    assert capsys.readouterr().out.startswith("新的 1 条，改动 0 条")
    version = AnswerVersion.objects.get()
    assert (version.state, version.written_by) == ("in-review", writer)


def test_and_the_outsider_brings_in_nothing(world: World, file: Path) -> None:
    """Nobody, and somebody whose post keeps no answers."""
    clerk = world.accounts[("aid-clerk", "410422000000")]
    for who in ("nobody", clerk.username):
        with pytest.raises(SystemExit):
            run("import", str(file), "--as", who)
    assert AnswerVersion.objects.count() == 0


def test_it_is_a_verb_of_the_one_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    knowledge.add_arguments(parser)
    assert knowledge.run(parser.parse_args(["answers", "check"])) == 0
    assert capsys.readouterr().out.startswith("没有问题：")
