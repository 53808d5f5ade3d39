"""santai triage: lines in, lines out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from santai.project.cli import main


def run(folder: Path, text: str) -> tuple[int, list[dict[str, object]]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text(text, encoding="utf-8")
    code = main(["triage", "--in", str(source), "--out", str(out), "--on", "2026-11-23"])
    written = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    return code, [json.loads(line) for line in written]


def test_every_line_is_sorted_in_its_order(tmp_path: Path) -> None:
    texts = {"b": "老板跑了，工资没给", "a": "明天下雨吗", "c": "我老公打我"}
    lines = [json.dumps({"ref": ref, "text": text}) for ref, text in texts.items()]
    code, rows = run(tmp_path, "\n".join(lines))
    assert code == 0
    assert [(row["ref"], row["service"], row["signals"]) for row in rows] == [
        ("b", "aid", []),
        ("a", "not ours", []),
        ("c", "aid", ["domestic_violence"]),
    ]
    assert [sorted(row) for row in rows] == [["field", "ref", "service", "signals", "sources"]] * 3
    assert "《劳动合同法》第三十条" in str(rows[0]["sources"])


def test_what_cannot_be_read_is_named_by_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, rows = run(
        tmp_path, '{"ref": 1, "text": "欠钱"}\n{"ref": 2}\nno json\n{"ref": 3, "text": 4}\n'
    )
    assert (code, rows) == (1, [])
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1] for line in said] == ["2", "3", "4"]
    assert "lacks 'text'" in said[0]


def test_without_a_file_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage"]) == 2
    assert "--in and --out" in capsys.readouterr().err
