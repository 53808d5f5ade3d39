"""Broken service files: each is refused with a message that names file, line, key, fault and fix.

The messages stand at the top of the files in `broken/`, and are compared to the letter.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.catalogue.workshop import BROKEN, Workshop

FILES = sorted(BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file_is_refused_with_a_precise_message(file: Path, workshop: Workshop) -> None:
    text = file.read_text(encoding="utf-8")
    expected = re.findall(r"^# refused: (.*)$", text, re.MULTILINE)
    day = re.search(r"^effective: (\S+)$", text, re.MULTILINE)
    workshop.write(f"services/aid/broken/{day[1] if day else '2022-01-01'}.yaml", text)

    assert expected
    assert workshop.problems() == expected


def test_there_are_many_of_them() -> None:
    assert len(FILES) >= 20


def test_all_mistakes_of_all_files_are_named_at_once(workshop: Workshop) -> None:
    for name in ("unknown_door", "unknown_role"):
        text = (BROKEN / f"{name}.yaml").read_text(encoding="utf-8")
        day = "2022-01-01" if name == "unknown_door" else "2023-01-01"
        text = text.replace("effective: 2022-01-01", f"effective: {day}")
        workshop.write(f"services/aid/broken/{day}.yaml", text)

    assert workshop.problems() == [
        (
            "services/aid/broken/2022-01-01.yaml:11: doors[2]: no door is called 'window'."
            " Use one of: counter, hotline, partners, portal, terminal, village."
        ),
        (
            "services/aid/broken/2023-01-01.yaml:29: states.submitted.actions.ask.by:"
            " no role is called 'clark'. Did you mean 'clerk'?"
        ),
    ]
