"""Bring the database up to date; with --demo, fill an empty one with the demo."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="load the demo if nothing is there yet")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from santai.capabilities.documents.actions.authority import make_authority
    from santai.capabilities.ledger.actions.keys import make_keys
    from santai.project.durability import check_durability

    check_durability(connection)
    print("database: applying migrations", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
    make_keys()
    make_authority()
    call_command("collectstatic", interactive=False, verbosity=0)
    if args.demo:
        _load_demo()
    _note_whether_real()
    return 0


def _load_demo() -> None:
    from santai.project import demo

    if demo.wanted():
        print("database: loading the demo (about a minute)", flush=True)
        demo.load()


def _note_whether_real() -> None:
    """Beside the database: `santai run` asks before any Django. One real office, and the file is gone."""
    from santai.pages import demonstration
    from santai.project import environment

    note = environment.data_folder() / environment.DEMONSTRATION
    if demonstration.shows_codes():
        note.touch()
    else:
        note.unlink(missing_ok=True)
