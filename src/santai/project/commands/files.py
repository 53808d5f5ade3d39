"""Look after kept files and documents: `verify`, `sweep`, `seal`.

`verify` re-hashes every one, `sweep` removes strays, `seal` encrypts what lies plain from before, or under an
older key, while work goes on; stopped, it goes on where it was.
"""

import argparse

SAID = {"missing": "内容不见了", "damaged": "内容与摘要不符", "size": "长度与登记不符"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "sweep", "seal"))
    parser.add_argument(
        "--rest",
        type=float,
        default=1.0,
        help="with seal: how long to rest for each second of work; 1",
    )


def run(args: argparse.Namespace) -> int:
    if args.action == "seal":
        return seal(rest=args.rest)
    return _verify() if args.action == "verify" else _sweep()


def seal(*, rest: float) -> int:
    """Print how many; 1 when one could not be sealed."""
    from santai.capabilities.documents.queries import blobs as documents
    from santai.capabilities.files.queries import blobs as files
    from santai.capabilities.sealing.actions.contents import Walk

    faults = 0
    for what, store in (("文件", files()), ("文书", documents())):
        walk = Walk()
        walk.go_on(store, rest=rest)
        faults += walk.faults
        print(f"{what}：加密了 {walk.written} 份。", flush=True)
    if faults:
        print(f"有 {faults} 份没有加密：内容不见了或者与摘要不符，请运行 santai files verify。")
    return 1 if faults else 0


def faults() -> list[str]:
    """Every finding with what it belongs to."""
    from santai.capabilities.documents.queries import verify_all as documents
    from santai.capabilities.files.queries import verify_all as files

    found = [
        f"文件 {fault.file.pk}（{fault.file.subject}，{fault.file.name}）：{SAID[fault.what]}"
        for fault in files()
    ]
    found += [
        f"文书 {bad.document.pk}（{bad.document.subject}，{bad.document.number}）：{SAID[bad.what]}"
        for bad in documents()
    ]
    return found


def _verify() -> int:
    """Print every finding; 1 when there is any."""
    found = faults()
    print(*found, sep="\n", end="\n" if found else "")
    print(f"发现 {len(found)} 处问题，请从备份恢复。" if found else "全部文件和文书与登记一致。")
    return 1 if found else 0


def _sweep() -> int:
    from django.utils import timezone

    from santai.capabilities.documents.actions import sweep as documents
    from santai.capabilities.files.actions import sweep as files

    now = timezone.now()
    print(f"清除了 {files(now) + documents(now)} 份没有登记的内容。")
    return 0
