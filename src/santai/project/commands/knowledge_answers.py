"""Standard answers and typical cases in files: check them, bring them in for review.

`santai knowledge-answers check [PATH…]` says what is wrong in files of answers or cases (without a path: in those that
come with Santai): citations that no law has, services that nobody can ask for, too few ways of asking.

`santai knowledge-answers import PATH… --as USERNAME` brings them in as drafts written by that account and sends them
for review. Nothing is published by it: another person approves each at the desk, under 知识库. It can be repeated;
what did not change is left alone. PATH is a file of answers, or a folder with `answers/` and `cases/` in it.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from santai.catalogue.answers import WrittenAnswer, WrittenCase

VERBS = ("check", "import")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=VERBS)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument("--as", dest="account", metavar="USERNAME", help="who brings them in")
    parser.add_argument("--place", metavar="CODE", help="where the answers hold (default: nation)")


def run(args: argparse.Namespace) -> int:
    """Raises CatalogueError, which the command line prints, with every mistake in every file."""
    from santai.capabilities.knowledge.queries import PACKAGED

    answers, cases = _read(args.paths or [PACKAGED])
    if args.what == "check":
        print(f"没有问题：{len(answers)} 条标准答案，{len(cases)} 个典型案例。")
        return 0
    return _bring_in(args, answers, cases)


def _read(paths: list[Path]) -> "tuple[list[WrittenAnswer], list[WrittenCase]]":
    from santai.capabilities.knowledge.queries import files_of
    from santai.catalogue.answers import read_answers
    from santai.catalogue.current import catalogue

    answers, cases = [], []
    for path in paths:
        if path.is_dir():
            more, told = files_of(path)
            answers += more
            cases += told
        elif path.is_file():
            answers += read_answers(path, catalogue())
        else:
            raise SystemExit(f"santai knowledge-answers: 没有 {path}。请看路径有没有写错。")
    return answers, cases


def _bring_in(
    args: argparse.Namespace, answers: "list[WrittenAnswer]", cases: "list[WrittenCase]"
) -> int:
    from django.utils import timezone

    from santai.capabilities.knowledge.actions import bring_in
    from santai.capabilities.people.access import actor_for
    from santai.capabilities.people.models import Account
    from santai.capabilities.places.codes import NATION
    from santai.kernel.errors import Invalid, Refusal

    account = Account.objects.filter(username=args.account or "", kind="staff").first()
    if account is None:
        raise SystemExit("santai knowledge-answers: --as 要写维护知识库的工作人员的用户名。")
    now = timezone.localtime()
    actor = actor_for(account, "desk", now.date())
    try:
        counts = bring_in(answers, cases, actor=actor, at=now, place=args.place or NATION)
    except Refusal as refused:
        said = "；".join(refused.fields.values()) if isinstance(refused, Invalid) else str(refused)
        raise SystemExit(f"santai knowledge-answers: {said}") from None
    print(
        f"新的 {counts['new']} 条，改动 {counts['changed']} 条，没有变化 {counts['same']} 条，"
        f"等待审定没有动 {counts['waits']} 条。请另一位同事在“知识库”里审定。"
    )
    return 0
