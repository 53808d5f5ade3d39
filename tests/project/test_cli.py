"""``santai`` finds its sub-commands by itself."""

import ast
from pathlib import Path

import pytest

from santai.project import cli

COMMANDS = sorted(cli.COMMANDS.glob("[a-z]*.py"))


def test_help_lists_every_command_with_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    for path in COMMANDS:
        summary = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        assert summary.endswith((".", "…")), path.name
        assert f"{path.stem.replace('_', '-'):<14} {summary}" in shown


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_every_command_offers_what_the_dispatcher_needs(path: Path) -> None:
    defined = {
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    }
    assert {"add_arguments", "run"} <= defined


def test_an_unknown_command_is_named_and_the_others_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["mangae"]) == 2
    shown = capsys.readouterr()
    assert "no command 'mangae'" in shown.err
    assert "  manage " in shown.out


@pytest.mark.parametrize("name", ["../wsgi", "__init__", "."])
def test_only_commands_are_commands(name: str) -> None:
    assert cli.main([name]) == 2


def test_everything_after_manage_is_djangos(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["manage", "check", "--tag", "security"]) == 0
    assert "no issues" in capsys.readouterr().out
