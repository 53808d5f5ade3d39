"""What an operator names, a file, a folder or an archive, as the laws in it. Files from outside are limited."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from santai.capabilities.knowledge.actions.laws import markdown, records, word
from santai.capabilities.knowledge.actions.laws.written import BadLaw, WrittenLaw

LARGEST = 5_000_000  # bytes of one file of Markdown
MOST = 500_000_000  # bytes of an archive, unpacked
FILES = 20_000
ENDS = (".md", ".jsonl", ".jsonl.gz", ".docx", ".tar.gz")
HELP = f"可以导入的有：文件夹、{'、'.join(ENDS)}。"


def laws_in(path: Path) -> Iterator[WrittenLaw]:
    """Raises BadLaw."""
    name = path.name.lower()
    if path.is_dir():
        yield from _folder(path)
    elif not path.is_file():
        raise BadLaw(str(path), "没有这个文件。", "请看路径有没有写错。")
    elif name.endswith((".tar.gz", ".tgz")):
        yield from markdown.laws_of(_unpacked(path))
    elif name.endswith((".jsonl", ".jsonl.gz")):
        yield from records.laws_of(_lines(path), path.name)
    elif name.endswith(".docx"):
        yield word.law_of(path.read_bytes(), path.name)
    elif name.endswith(".md"):
        yield from markdown.laws_of({path.name: _text(path.read_bytes(), path.name)})
    else:
        raise BadLaw(path.name, "不认识这种文件。", HELP)


def _folder(path: Path) -> Iterator[WrittenLaw]:
    """Markdown together, for a law may lie in several files; everything else one by one."""
    inside = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
    named = {str(one.relative_to(path)): one for one in inside if one.suffix == ".md"}
    yield from markdown.laws_of(
        {name: _text(one.read_bytes(), name) for name, one in named.items()}
    )
    for one in inside:
        if one.name.lower().endswith((".jsonl", ".jsonl.gz", ".docx")):
            yield from laws_in(one)


def _text(content: bytes, where: str) -> str:
    if len(content) > LARGEST:
        raise BadLaw(where, "文件太大。", f"一个文件最大 {LARGEST // 1_000_000} MB。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadLaw(where, "不是 UTF-8 编码。", "请另存为 UTF-8 再导入。") from None


def _unpacked(path: Path) -> dict[str, str]:
    """The Markdown in an archive, in memory: nothing of it is written, no link in it followed."""
    found: dict[str, str] = {}
    total = 0
    try:
        with tarfile.open(path, "r:gz") as packed:
            for count, member in enumerate(packed):
                if not member.isfile() or not member.name.endswith(".md"):
                    continue
                total += member.size
                if count > FILES or member.size > LARGEST or total > MOST:
                    raise BadLaw(path.name, "展开以后太大，没有读。", "请分成几个文件导入。")
                opened = packed.extractfile(member)
                found[member.name] = _text(opened.read() if opened else b"", member.name)
    except (tarfile.TarError, EOFError, OSError):
        raise BadLaw(path.name, "不是 .tar.gz，或者已经损坏。", HELP) from None
    return found


def _lines(path: Path) -> Iterable[str]:
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            yield from file
    except UnicodeDecodeError:
        raise BadLaw(path.name, "不是 UTF-8 编码。", "请另存为 UTF-8 再导入。") from None
    except (EOFError, OSError):
        raise BadLaw(path.name, "读不完，文件可能已经损坏。", "请重新取一份。") from None
