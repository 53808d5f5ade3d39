"""Organisations, accounts, posts, practitioners and keys: who works here and with which rights.

The first administrator is made without a name to answer for it; from then on every change needs
`--by USERNAME` (or SANTAI_OPERATOR; for posts and keys SANTAI_SECURITY_OPERATOR): the administrator
of the system, or of security, who acts inside their own region only and whose name is kept with the
post. Passwords and keys are shown once. Where an entry is there already, organisation, venue and
practitioner change what their options say. docs/operating/people.md sets up a county from nothing.
"""

import argparse
import re
import sys
from datetime import date
from typing import Any

from santai.project.environment import text


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{given}”不是日期，请写成 2026-03-02。") from None


def _words(given: str) -> list[str]:
    return [word.strip() for word in re.split("[,，、]", given) if word.strip()]


GRANTING = frozenset(
    {"post", "end-post", "link", "key", "revoke"}
)  # verbs that give rights and take them
DAY: dict[str, Any] = {"type": _day, "metavar": "DAY"}
WORDS: dict[str, Any] = {"type": _words, "metavar": "WORD,…"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    for add in (_add_places, _add_accounts, _add_practitioner, _add_link, _add_keys):
        add(_Verbs(verbs))
    listed = verbs.add_parser("list", help="organisations, who works there, and keys")
    listed.add_argument("--under", default="", metavar="CODE", help="only offices of this region")


class _Verbs:
    """Adds a verb, with the option that says who runs it."""

    def __init__(self, verbs: Any) -> None:
        self._verbs = verbs

    def add(self, name: str, summary: str, *given: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = self._verbs.add_parser(name, help=summary)
        for argument in given:
            made.add_argument(argument)
        whose = "SANTAI_SECURITY_OPERATOR" if name in GRANTING else "SANTAI_OPERATOR"
        made.add_argument(
            "--by",
            default=text(whose),
            metavar="USERNAME",
            help=f"the administrator who does this (default: {whose})",
        )
        return made


def _add_places(verbs: _Verbs) -> None:
    made = verbs.add("organisation", "enter or change an organisation", "code")
    made.add_argument("--name")
    made.add_argument("--kind", help="a kind of the catalogue, such as bureau, centre, law-firm")
    made.add_argument("--region", metavar="CODE", help="12 digits, or a prefix such as 410422")
    made.add_argument("--parent", metavar="CODE", help="the organisation above it")
    made.add_argument("--short", help="as in the numbers of its documents")
    _add_address(made)
    made.add_argument("--opened", **DAY)
    made.add_argument("--reopen", action="store_true", help="it was closed, and works again")
    closed = verbs.add("close-organisation", "it takes nothing new from a day on", "organisation")
    closed.add_argument("--on", required=True, **DAY)
    made = verbs.add("venue", "enter or change a place to walk into", "organisation", "name")
    made.add_argument("--kind-name", help="what the area calls it, such as 公共法律服务大厅")
    made.add_argument("--setting", help="own, government-hall, village-committee, …")
    made.add_argument("--region", metavar="CODE", help="default: that of the organisation")
    _add_address(made)
    made.add_argument("--windows", **WORDS, help="separated by commas")
    made.add_argument("--access", **WORDS, help="for people with disabilities, by commas")
    made.add_argument("--closed", **DAY, help="from this day on")


def _add_address(parser: argparse.ArgumentParser) -> None:
    for option in ("--phone", "--address", "--hours"):
        parser.add_argument(option)


def _add_accounts(verbs: _Verbs) -> None:
    made = verbs.add("account", "a login, without rights yet", "username", "name")
    made.add_argument("--kind", default="staff", choices=("staff", "partner"))
    changed = verbs.add("password", "a new password", "username")
    for parser in (made, changed):
        parser.add_argument(
            "--ask", action="store_true", help="type it, instead of having one made and shown"
        )
    held = verbs.add("post", "give a role at an organisation", "username", "role", "organisation")
    held.add_argument("--region", metavar="CODE", help="default: that of the organisation")
    held.add_argument("--starts", **DAY, help="default: today")
    held.add_argument("--ends", **DAY, help="the first day without it")
    ended = verbs.add("end-post", "take a role away", "username", "role")
    ended.add_argument("--organisation", help="where there are several")
    ended.add_argument("--region", metavar="CODE", help="where there are several")
    ended.add_argument("--on", **DAY, help="the first day without it (default: today)")
    verbs.add("reset-second", "somebody lost device and recovery codes", "username")
    verbs.add("close", "close an account to everything", "username")
    verbs.add("reopen", "open a closed account again", "username")


def _add_practitioner(verbs: _Verbs) -> None:
    made = verbs.add("practitioner", "enter or change a lawyer, mediator, …", "kind", "licence")
    made.epilog = "kind: of the catalogue, such as lawyer; licence: its number, or - for none"
    made.add_argument("--name")
    made.add_argument("--organisation", help="where they practise")
    made.add_argument("--region", metavar="CODE", help="default: that of the organisation")
    made.add_argument("--skills", **WORDS, help="of the catalogue, separated by commas")
    made.add_argument("--languages", **WORDS, help="separated by commas")
    made.add_argument("--phone")
    made.add_argument("--title")
    made.add_argument("--capacity", type=int, help="how many cases at the same time")
    made.add_argument("--licensed-on", **DAY)
    made.add_argument("--suspended-until", **DAY, help="the last day of the suspension")
    made.add_argument(
        "--struck-off", action=argparse.BooleanOptionalAction, help="off the roll, or on it again"
    )


def _add_link(verbs: _Verbs) -> None:
    says = "whose login sees the cases of a practitioner"
    made = verbs.add("link", says, "kind", "licence", "username")
    made.epilog = (
        "username: - for nobody any more; licence - for who has none: say --name and --organisation"
    )
    made.add_argument("--name")
    made.add_argument("--organisation", help="where they practise")


def _add_keys(verbs: _Verbs) -> None:
    made = verbs.add("key", "a key for a partner's system", "username", "purpose")
    made.add_argument("--ends", **DAY, help="the first day it opens nothing")
    verbs.add("revoke", "a key opens nothing any more", "prefix")


def run(args: argparse.Namespace) -> int:
    """0 done, 2 refused: then nothing has been written."""
    from santai.kernel.errors import Invalid, Refusal

    try:
        _list(args) if args.verb == "list" else _do(args)
    except Invalid as refused:
        print(
            *(f"{field}：{said}" for field, said in refused.fields.items()),
            sep="\n",
            file=sys.stderr,
        )
        return 2
    except Refusal as refused:
        print(refused.message, file=sys.stderr)
        return 2
    return 0


def _do(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from santai.project.people import accounts, directory
    from santai.project.people.operator import operator

    does = (accounts.VERBS | directory.VERBS)[args.verb]
    does(args, operator(args.by, on=timezone.localdate(), grants=args.verb in GRANTING))


def _list(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from santai.project.people.listing import lines
    from santai.project.people.operator import region_code

    under = region_code(args.under) if args.under else ""
    for line in lines(under, now=timezone.now(), on=timezone.localdate()):
        print(line)
