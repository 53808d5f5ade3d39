"""The page of figures is what was measured, and forgets nothing that was not measured again."""

from __future__ import annotations

from tests.reliability.figures import HEAD, PAGE, ROW, page, together

OLD = {"at": "2026-11-01T10:00:00+08:00", "commit": "aaaaaaa"}
NEW = {"at": "2026-11-22T10:00:00+08:00", "commit": "bbbbbbb"}


def test_a_row_says_when_of_which_code_and_what() -> None:
    assert page({"race-claim": {**NEW, "contests": 10_000, "faults": 0}}) == HEAD + (
        "| race-claim | 2026-11-22 | bbbbbbb | contests 10,000, faults 0 |\n"
    )


def test_what_was_not_measured_again_keeps_its_row() -> None:
    before = page({"drill": {**OLD, "faults": 0}, "fsck": {**OLD, "leaves": 1_000}})
    after = page({"fsck": {**NEW, "leaves": 1_000_000}}, before)

    assert after == HEAD + (
        "| drill | 2026-11-01 | aaaaaaa | faults 0 |\n"
        "| fsck | 2026-11-22 | bbbbbbb | leaves 1,000,000 |\n"
    )


def test_parts_of_one_proof_are_added_up_and_those_of_older_code_left_out() -> None:
    parts = {
        "kill-00": {**OLD, "kills": 50, "acknowledged": 900, "slowest_s": 2.0, "answers": {"201": 9}},
        "kill-01": {**NEW, "kills": 50, "acknowledged": 100, "slowest_s": 1.5, "answers": {"201": 1}},
        "kill-02": {**NEW, "kills": 50, "acknowledged": 200, "slowest_s": 4.5, "answers": {"503": 2}},
    }  # fmt: skip

    assert together(parts) == {
        "kill": {
            **NEW,
            "kills": 100,
            "acknowledged": 300,
            "slowest_s": 4.5,
            "answers": {"201": 1, "503": 2},
            "parts": 2,
        }
    }


def test_planted_faults_are_one_row_that_names_those_still_alive() -> None:
    figures = {"mutant-one": {**OLD, "killed": True}, "mutant-two": {**NEW, "killed": False}}
    assert together(figures) == {"mutants": {**NEW, "planted": 2, "killed": 1, "alive": ["two"]}}


def test_a_measure_is_said_in_four_digits() -> None:
    assert page({"slow": {**NEW, "before": 0.006050594005500898}}).endswith("| before 0.006051 |\n")


def test_the_page_can_be_read_back() -> None:
    lines = PAGE.read_text().removeprefix(HEAD).splitlines()
    assert [line for line in lines if not ROW.match(line)] == []
    assert page({}, PAGE.read_text()) == PAGE.read_text()
