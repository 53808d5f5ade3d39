"""Taking a copy, and following the database from then on."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from santai.project.backup import base, contents, keys, wal
from santai.project.backup.manifest import NAME, Manifest, Refused, read

PAUSE = 10  # seconds between looks for new files; the database is streamed all the time
DRAFT = ".part"


def take(data: Path, into: Path) -> Manifest:
    """One whole copy in a folder of its own; what an earlier one has of the files is not copied again.

    The base goes first: a file is on the disk before the row that names it, so the files copied after it
    are all that its rows name.
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    source, moment = base.address(), datetime.now(UTC)
    draft = into / f"{moment:%Y%m%dT%H%M%S.%f}Z{DRAFT}"
    draft.mkdir(mode=0o700)
    base.copy(draft / "base", source)
    _same_database(into, base.system(draft / "base"))
    there, faults = contents.copy(data / "files", into / "files")
    if faults:
        raise Refused("file-damaged", faults[0])
    made = Manifest(
        made_at=moment.isoformat(),
        system=base.system(draft / "base"),
        postgres=base.major(draft / "base"),
        wal_start=base.first_segment(draft / "base"),
        base=base.hashes(draft / "base"),
        files=there,
        keys=keys.prints(keys.found(data)),
    )
    made.write(draft)
    draft.rename(draft.with_suffix(""))
    return made


@contextmanager
def streaming(into: Path) -> Iterator[None]:
    """While inside, everything the database writes arrives in the copy's folder as well."""
    receiver = wal.receive(base.address(), into / "wal")
    try:
        yield
    finally:
        receiver.send_signal(signal.SIGINT)  # it then closes what it has
        receiver.wait(30)
        wal.list_complete(into / "wal")


def follow(data: Path, into: Path) -> None:
    """Copy new files, and write down complete segments, until told to stop; inside `streaming`."""
    while True:
        _there, faults = contents.copy(data / "files", into / "files")
        for fault in faults:
            print(f"文件内容与摘要不符，没有备份：{fault}", flush=True)
        wal.list_complete(into / "wal")
        time.sleep(PAUSE)


def drop_old(into: Path, keep: int) -> list[str]:
    """Remove all but the newest copies, drafts that came to nothing, and segments nobody needs any more."""
    drafts = [path for path in into.glob(f"*{DRAFT}") if path.is_dir()]
    copies = all_of(into)
    old = [*copies[:-keep], *drafts]
    for folder in old:
        shutil.rmtree(folder)
    first = read(copies[-keep:][0]).wal_start
    for path in (into / "wal").glob("*") if (into / "wal").is_dir() else ():
        if wal.SEGMENT.fullmatch(path.name) and path.name < first:
            path.unlink()
    return [folder.name for folder in old]


def all_of(folder: Path) -> list[Path]:
    """The complete copies in a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"*/{NAME}") if path.parent.suffix != DRAFT)


def newest(folder: Path) -> Path:
    if not (copies := all_of(folder)):
        raise Refused("incomplete", folder)
    return copies[-1]


def _same_database(into: Path, system: str) -> None:
    """One folder, one database: segments of two would overwrite each other."""
    if (copies := all_of(into)) and read(copies[-1]).system != system:
        raise Refused("system", into)


def stop_on_signals() -> None:
    """Let Ctrl-C and a service manager end `follow` in good order."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
