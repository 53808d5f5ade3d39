"""Look after kept files and documents: `verify` re-hashes every one, `sweep` removes strays."""

import argparse

SAID = {"missing": "内容不见了", "damaged": "内容与摘要不符", "size": "长度与登记不符"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "sweep"))


def run(args: argparse.Namespace) -> int:
    return _verify() if args.action == "verify" else _sweep()


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
