"""Copy everything while it runs: database, what it writes, files; keys apart and sealed.

A second copy into the same folder takes the database anew and only the files that are new. With --follow it
stays and streams, so that at most seconds are lost when this machine is. SANTAI_BACKUP_PASSPHRASE opens the keys
again; keep it, and the file that --keys names, somewhere else than the copy.
"""

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where to; better on another machine")
    parser.add_argument("--keys", type=Path, help="seal the keys into this file, kept elsewhere")
    parser.add_argument("--follow", action="store_true", help="stay, and stream what is written")
    parser.add_argument("--keep", type=int, default=7, help="how many copies stay; 7 if not said")


def run(args: argparse.Namespace) -> int:
    from contextlib import nullcontext

    from santai.project import environment
    from santai.project.backup import keys, take
    from santai.project.backup.base import BackupFailed
    from santai.project.backup.manifest import Refused

    data, into = environment.data_folder(), args.folder.resolve()
    if args.keep < 1 or into.is_relative_to(data):
        print("备份不能放在数据目录里，至少留一份。")
        return 2
    passphrase = os.environ.get("SANTAI_BACKUP_PASSPHRASE", "")
    if args.keys and len(passphrase) < keys.LEAST:
        print(f"请在 SANTAI_BACKUP_PASSPHRASE 里给一个至少 {keys.LEAST} 个字符的口令。")
        return 2
    take.stop_on_signals()
    try:
        with take.streaming(into) if args.follow else nullcontext():
            made = take.take(data, into)
            if args.keys:
                keys.seal(keys.found(data), passphrase, args.keys.resolve())
            gone = take.drop_old(into, args.keep)
            files = sum(map(len, made.files.values()))
            print(
                f"备份完成：{made.made_at}，{files} 份文件和文书，清除旧备份 {len(gone)} 份。",
                flush=True,
            )
            if made.keys and not args.keys:
                print(f"密钥不在备份里（{'、'.join(made.keys)}）：请用 --keys 另存。", flush=True)
            if args.follow:
                take.follow(data, into)
    except (BackupFailed, Refused) as error:
        print(f"没有备份：{error}")
        return 1
    return 0
