"""What can be wrong with an index or with what was trained over it, said so that it can be put right."""

from __future__ import annotations

from pathlib import Path


class RankingError(Exception):
    """The message is for the operator."""


class NoIndex(RankingError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"还没有检索索引（{folder}）。请先运行 santai knowledge index。")


class OtherFormat(RankingError):
    def __init__(self, where: Path, found: object, wanted: object) -> None:
        super().__init__(
            f"{where} 的格式是 {found}，本版本只认 {wanted}。请重新运行 santai knowledge index 或 train。"
        )


class NotTrained(RankingError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有训练文件（{path}）。可以运行 santai knowledge train，不训练也能检索。"
        )


class OtherIndex(RankingError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"训练文件 {path} 属于另一个法律库：法律库变了以后，请重新运行 santai knowledge train。"
        )


class TooFewQuestions(RankingError):
    def __init__(self, given: int, needed: int) -> None:
        super().__init__(f"只有 {given} 个能对上法律库的问题，至少要 {needed} 个才能训练。")


class BadQuestions(RankingError):
    def __init__(self, path: Path, line: int, fault: str) -> None:
        where = f"第 {line} 行" if line else ""
        super().__init__(f"问题文件 {path}{where}{fault}。每行一个 JSON：qid、q、gold_names。")
