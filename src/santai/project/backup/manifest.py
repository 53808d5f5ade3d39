"""What belongs to one copy, with every size and hash; and the names under which a mutilated one is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

FORMAT = 1
NAME = "manifest.json"

# Why a copy is refused; an operator finds each in docs/operating/backup.md.
REASONS: Mapping[str, str] = {
    "incomplete": "这份备份没有做完",
    "manifest-changed": "备份清单被改动过",
    "format": "备份清单的格式不认识",
    "base-missing": "数据库备份里少了文件",
    "base-extra": "数据库备份里多了文件",
    "base-size": "数据库备份里有文件长度不对",
    "base-changed": "数据库备份里有文件内容不对",
    "system": "预写日志或数据库备份来自另一个数据库",
    "postgres": "数据库备份与本机 PostgreSQL 的版本不同",
    "wal-missing": "预写日志中间缺了一段",
    "wal-damaged": "预写日志有一段内容不对",
    "file-missing": "少了文件或文书的内容",
    "file-damaged": "有文件或文书的内容与摘要不符",
    "key-missing": "没有给出密钥备份",
    "key-wrong": "密钥备份打不开，或者不是这份备份的",
    "not-empty": "要恢复到的目录不是空的",
    "moment": "备份里没有这个时刻",
    "retention": "恢复出来的数据里有该删的个人信息没能删掉，请勿启用，先运行 santai privacy retention 查明",
    "ledger": "恢复出来的记录与账本不符，请勿启用，先查明谁动过",
}


class Refused(Exception):
    """A copy that will not be restored. `name` is one of REASONS; `about` says which part."""

    def __init__(self, name: str, about: object = "") -> None:
        super().__init__(
            f"{REASONS[name]}（{name}）：{about}" if about else f"{REASONS[name]}（{name}）。"
        )
        self.name = name


@dataclass(frozen=True)
class Manifest:
    """`base` maps each path to its size and hash; `files` lists the contents kept beside it."""

    made_at: str
    system: str  # PostgreSQL's own number for this database cluster
    postgres: str  # major version
    wal_start: str  # the first segment that recovery wants
    base: Mapping[str, tuple[int, str]]
    files: Mapping[str, list[str]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """With its own hash on the last line; whole or not at all."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=0) + "\n"
        write_whole(folder / NAME, text + sha256(text.encode()).hexdigest() + "\n")


def read(folder: Path) -> Manifest:
    """The manifest of a copy. Raises Refused."""
    try:
        text, _, line = (folder / NAME).read_text().rstrip("\n").rpartition("\n")
    except FileNotFoundError:
        raise Refused("incomplete", folder) from None
    except UnicodeDecodeError:
        raise Refused("manifest-changed", folder) from None
    if sha256(f"{text}\n".encode()).hexdigest() != line:
        raise Refused("manifest-changed", folder)
    said = json.loads(text)
    if said.get("format") != FORMAT:
        raise Refused("format", said.get("format"))
    return Manifest(**said)


def write_whole(path: Path, text: str) -> None:
    """Under its name only when it is on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def paths(folder: Path) -> list[str]:
    """Every file under a folder, by its path in it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())
