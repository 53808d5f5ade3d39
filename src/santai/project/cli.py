"""``santai``: one command, its sub-commands found in ``santai/project/commands``.

A sub-command is a module there (``setup_db.py`` is ``santai setup-db``) with

- a docstring, whose first line is its help;
- ``add_arguments(parser)``;
- ``run(args) -> int``, the exit code;
- ``NEEDS_DATABASE = False`` if it can do without. Otherwise the embedded server is running (unless
  DATABASE_URL names another) and Django is ready before ``run`` is called.

Modules import what is heavy inside ``run``, so that ``santai --help`` answers at once.
"""

import argparse
import ast
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

COMMANDS = Path(__file__).with_name("commands")


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else ""
    path = COMMANDS / f"{name.replace('-', '_')}.py"
    if not name[:1].isalpha() or not path.is_file():
        return _help(name)
    command = import_module(f"santai.project.commands.{path.stem}")
    parser = argparse.ArgumentParser(
        prog=f"santai {name}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    chosen = parser.parse_args(given[1:])
    from santai.catalogue.errors import CatalogueError
    from santai.project.durability import UnsafeServer
    from santai.project.postgres import Failed

    try:
        if not getattr(command, "NEEDS_DATABASE", True):
            return int(command.run(chosen))
        with database():
            return int(command.run(chosen))
    except (CatalogueError, Failed, UnsafeServer) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


@contextmanager
def database() -> Iterator[None]:
    """The database server up and Django ready; what we started is gone again afterwards."""
    from santai.project import environment, postgres

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santai.project.settings")
    if environment.database_url():
        _django()
        yield
        return
    with postgres.running(environment.data_folder()):
        _django()
        yield


def _django() -> None:
    import django

    django.setup()


def _help(name: str) -> int:
    """The list of sub-commands; asked for, or because ``name`` is none of them."""
    print("usage: santai COMMAND …    (santai COMMAND --help says more)\n")
    for path in sorted(COMMANDS.glob("[a-z]*.py")):
        summary = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        print(f"  {path.stem.replace('_', '-'):<14} {summary}")
    if name in {"", "-h", "--help", "help"}:
        return 0
    print(f"\nsantai: there is no command {name!r}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
