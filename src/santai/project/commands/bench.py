"""Measure submissions and pages on an installation of its own; writes build/bench.json."""

import argparse

NEEDS_DATABASE = False  # it makes its own, so that nothing of yours is touched


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=2000, help="submissions per measurement")
    parser.add_argument("--orders", type=int, default=100_000, help="open orders behind the pages")
    parser.add_argument("--only-pages", action="store_true", help="what every page costs, no more")


def run(args: argparse.Namespace) -> int:
    from santai.project import environment
    from santai.project.bench.stage import installation
    from santai.project.commands.regions import PACKAGED

    build = environment.CHECKOUT / "build"
    with installation(build / "bench-data") as data:
        from santai.project.bench import run as bench  # needs Django, which is ready only now

        given = {"data": data, "out": build / "bench.json", "source": PACKAGED}
        if args.only_pages:
            bench.page_costs(**given, orders=args.orders)
        else:
            bench.benchmark(**given, orders=args.orders, requests=args.requests)
    return 0
