"""Take in a batch of orders from another system: .jsonl, .csv or .xlsx.

Every row becomes one order; running the same file again adds none. A report names the result of
each row; rejected rows are kept in a file of the same format, to be mended and run again. Exit
status: 0 all rows taken in, 1 some rejected, 2 the file cannot be used.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.{jsonl,csv,xlsx}")
    parser.add_argument(
        "--service",
        default="consultation/legal",
        help="for rows without a service (default: %(default)s)",
    )
    parser.add_argument("--region", default="", help="code or name, for rows without a region")
    parser.add_argument("--organisation", default="", help="code or name: it handles every row")
    parser.add_argument(
        "--source", default="batch", help="whose row numbers these are, for rows that do not say"
    )
    parser.add_argument("--account", default="", help="take in as this partner's account")
    parser.add_argument("--report", type=Path, help="where the table of results goes (a new file)")


def run(args: argparse.Namespace) -> int:
    from santai.channels.partners.batch.command import intake

    return intake(args)
