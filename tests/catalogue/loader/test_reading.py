"""YAML is read without guessing: words stay words, and every value knows where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue.errors import CatalogueError, Problem
from santai.catalogue.loader.reading import Node, Scalar, plain, read


def content(node: Node) -> object:
    """The plain value under a node."""
    if isinstance(node.value, dict):
        return {key: content(inner) for key, inner in node.value.items()}
    if isinstance(node.value, tuple):
        return [content(inner) for inner in node.value]
    return node.value


def written(folder: Path, text: str) -> Node:
    file = folder / "a.yaml"
    file.write_text(text, encoding="utf-8")
    return read(file, "a.yaml")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("no", "no"),
        ("on", "on"),
        ("2022-01-01", "2022-01-01"),
        ("80.00", "80.00"),
        ("010", "010"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        ("410000000000", 410000000000),
        ("9" * 30, "9" * 30),
    ],
)
def test_an_unquoted_word_means_what_it_looks_like(text: str, meaning: Scalar) -> None:
    assert plain(text) == meaning
    assert type(plain(text)) is type(meaning)


def test_quotes_make_text_of_anything(tmp_path: Path) -> None:
    assert content(written(tmp_path, "a: '7'\nb: \"true\"\nc: |\n  x\n  y\n")) == {
        "a": "7",
        "b": "true",
        "c": "x\ny\n",
    }


def test_every_value_knows_its_line_and_key(tmp_path: Path) -> None:
    root = written(tmp_path, "a:\n  b:\n    - x\n    - y: 1\n")
    inner = root.at("a.b").items()[1].at("y")

    assert (inner.value, inner.line, inner.key, inner.file) == (1, 4, "a.b[2].y", "a.yaml")


def test_the_nearest_value_above_is_found_for_a_key_that_is_not_there(tmp_path: Path) -> None:
    assert written(tmp_path, "a: {b: 1}\n").at("a.c.d").key == "a"


def test_a_value_is_written_where_it_is_read(tmp_path: Path) -> None:
    """No anchors: neither small files that become endless, nor rules that stand somewhere else."""
    for text in ("a: &x [1]\nb: *x\n", "a: &x [*x]\n", "a: &x {b: *x}\n"):
        with pytest.raises(CatalogueError, match="takes its value from an anchor"):
            written(tmp_path, text)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("title: 灯笼".encode("gb18030"))

    with pytest.raises(CatalogueError) as refused:
        read(tmp_path / "a.yaml", "a.yaml")
    assert str(refused.value) == "a.yaml: is not UTF-8 (byte 7). Save the file as UTF-8."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_refused(text: str, folder: Path) -> None:
    node: Node | None
    problems: tuple[Problem, ...] = ()
    try:
        node = written(folder, text)
    except CatalogueError as refused:
        node, problems = None, refused.problems

    assert (node is None) is bool(problems)
    assert {problem.file for problem in problems} <= {"a.yaml"}
