"""Do background work: notices, deadline sweeps, webhooks (part of `santai run`)."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until-idle", action="store_true", help="end when there is nothing left to do"
    )


def run(args: argparse.Namespace) -> int:
    from santai.project.worker import work

    work(until_idle=args.until_idle)
    return 0
