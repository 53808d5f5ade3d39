"""The trained file: optional, reproducible, never the judge of danger."""

from __future__ import annotations

from pathlib import Path

import pytest

from santai.capabilities.knowledge.triage import engine, read
from santai.capabilities.knowledge.triage.model import PACKAGED, Model, load, train
from santai.capabilities.knowledge.triage.training import trained
from tests.capabilities.knowledge.triage.given import TODAY, half, learned


def test_the_packaged_file_comes_from_the_questions_beside_the_tests(tmp_path: Path) -> None:
    """Made again by the command, it says the same of every question of the kept half."""
    given = learned()
    again = trained([row["text"] for row in given], [row["service"] for row in given])
    again.save(tmp_path / "again.npz")
    texts = [row["text"] for row in half("kept")]
    best = [
        [max(voice, key=voice.__getitem__) for voice in map(model.voice, texts)]
        for model in (load(PACKAGED), load(tmp_path / "again.npz"))
    ]
    differ = sum(one != other for one, other in zip(*best, strict=True))
    assert differ <= len(texts) // 100
    assert PACKAGED.stat().st_size < 2_000_000


def test_training_twice_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        train(["甲不还钱", "要办公证", "天气好"], ["advice", "notary", "none"]).save(
            tmp_path / name
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    import numpy as np

    Model(("advice",), np.zeros((1, 5))).save(tmp_path / "small.npz")
    with pytest.raises(ValueError, match="train it again"):
        load(tmp_path / "small.npz")


def test_without_a_file_the_rules_do_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "packaged", lambda: None)
    said = {
        "老板跑了，工资没给": "aid",
        "遗嘱公证要带什么": "notary",
        "公司把我辞退了没有补偿": "arbitration",
        "楼上漏水不修": "mediation",
        "明天下雨吗": "not ours",
    }
    assert {text: read(text, today=TODAY).service for text in said} == said
