"""The ledger: keys, checkpoints, receipts, exports, and deriving it all again.

santai ledger keys                 the public keys, to be published and given to the witness
santai ledger rotate --by USERNAME  a new key, once another person has approved it (/desk/approvals/)
santai ledger seal                 give waiting leaves their places and sign, now
santai ledger fsck                 derive the whole of it from the raw rows; exit status 1 when anything is wrong
santai ledger export [--to FILE]   every entry and the newest checkpoint, for santai-verify export
santai ledger consistency OLD      that the newest checkpoint continues the one of OLD leaves
santai ledger receipt ORDER SEQ    the receipt of one event
santai ledger verify FILE          what santai-verify says of a receipt, proof or export
"""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = ("keys", "rotate", "seal", "fsck", "export", "consistency", "receipt", "verify")
    parser.add_argument("action", choices=acts)
    parser.add_argument("what", nargs="*", help="OLD, ORDER SEQ or FILE")
    parser.add_argument("--by", default="", metavar="USERNAME", help="who asked for the new key")
    parser.add_argument("--to", type=Path, help="write to this file")


def run(args: argparse.Namespace) -> int:
    import santai.capabilities.orders.actions  # noqa: F401  its events are what leaves are derived from

    action = {
        "keys": _keys,
        "rotate": _rotate,
        "seal": _seal,
        "fsck": _fsck,
        "export": _export,
        "consistency": _consistency,
        "receipt": _receipt,
        "verify": _verify,
    }[args.action]
    return action(args)


def _keys(args: argparse.Namespace) -> int:
    from django.conf import settings

    from santai.capabilities.ledger.actions.keys import public_key

    print(public_key() or "还没有钥匙：santai setup-db 会生成。")
    if settings.WITNESS_KEY:
        print(settings.WITNESS_KEY)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    """Approval and key in one transaction: an approval is not used up by a change that failed."""
    from django.db import transaction
    from django.utils import timezone

    from santai.capabilities.approvals.enums import Kind
    from santai.capabilities.ledger.actions.rotation import rotate
    from santai.kernel.errors import Refusal
    from santai.project.people.operator import approved

    now = timezone.now()
    try:
        with transaction.atomic():
            key = rotate(approved(args.by, Kind.LEDGER_KEY, at=now).agreement, at=now)
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{key}\n请用可信的方式告诉见证方：santai-witness trust --instead --key 新公钥。")
    return 0


def _seal(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from santai.capabilities.ledger.actions import sequencer, witness
    from santai.capabilities.ledger.queries import standing

    while sequencer.seal(at=timezone.now()):
        pass
    witness.ask(at=timezone.now())
    stands = standing()
    print(f"检查点 {stands['checkpoint']}，还有 {stands['waiting']} 片叶在等。")
    return 1 if stands["waiting"] else 0


def _fsck(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from santai.capabilities.ledger.actions.sequencer import look_at_everything

    findings = look_at_everything(at=timezone.now())
    print(*findings or ["账本与全部记录一致。"], sep="\n")
    return 1 if findings else 0


def _export(args: argparse.Namespace) -> int:
    from santai.capabilities.ledger.queries import export, newest

    if (checkpoint := newest()) is None:
        return _none()
    with args.to.open("w") if args.to else sys.stdout as file:
        file.writelines(export(checkpoint))
    return 0


def _consistency(args: argparse.Namespace) -> int:
    from santai.capabilities.ledger.queries import at_size, consistency, newest

    size = int(args.what[0]) if args.what and args.what[0].isdecimal() else 0
    old, new = at_size(size), newest()
    return _write(args, consistency(old, new) if old and new else None)


def _receipt(args: argparse.Namespace) -> int:
    from santai.capabilities.orders.actions.receipts import receipt_of

    if len(args.what) != 2 or not args.what[1].isdecimal():
        print("请给出工单号和留痕序号。", file=sys.stderr)
        return 2
    return _write(args, receipt_of(args.what[0], int(args.what[1])))


def _verify(args: argparse.Namespace) -> int:
    """The second program does it, as a stranger would run it."""
    from django.conf import settings

    import santai_verify
    from santai.capabilities.ledger.actions.keys import public_key

    if not args.what:
        print("请给出文件。", file=sys.stderr)
        return 2
    data = Path(args.what[0]).read_bytes()
    kinds = {b'{"checkpoint"': "receipt", b'{"new"': "consistency", b"santai-log": "export"}
    kind = next((kind for start, kind in kinds.items() if data.startswith(start)), "receipt")
    witness = ["--witness", settings.WITNESS_KEY] if settings.WITNESS_KEY else []
    return santai_verify.main([kind, args.what[0], "--key", str(public_key()), *witness])


def _write(args: argparse.Namespace, paper: bytes | None) -> int:
    if paper is None:
        return _none()
    if args.to:
        args.to.write_bytes(paper)
    else:
        sys.stdout.buffer.write(paper)
    return 0


def _none() -> int:
    print("还没有：账本里没有这一条，或者还没有检查点。", file=sys.stderr)
    return 1
