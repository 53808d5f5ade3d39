"""Make the pages' other languages readable (.po → .mo) after a change of their files."""

import argparse
from pathlib import Path

NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing")


def run(args: argparse.Namespace) -> int:
    from santai.project import environment
    from santai.project.translations import compile_all

    package = Path(__file__).resolve().parents[2]
    roots = [
        Path(root).expanduser() for root in environment.words("SANTAI_CATALOGUE", separator=":")
    ]
    made = compile_all(package, *roots)
    if not args.quiet:
        print(f"{len(made)} made." if made else "Everything is up to date.")
    return 0
