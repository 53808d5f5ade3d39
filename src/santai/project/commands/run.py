"""Everything at once: database, web server and background worker, until Ctrl-C."""

import argparse

NEEDS_DATABASE = False  # it starts the server itself, before any Django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")


def run(args: argparse.Namespace) -> int:
    from santai.project.supervisor import supervise

    return supervise(host=args.host, port=args.port, demo=not args.no_demo)
