"""Which test kills which fault, for the handbook: `python -m tests.reliability.mutants.table` writes it."""

from __future__ import annotations

from tests.reliability.mutants.planting import ROOT, mutants

PAGE = ROOT / "docs/reliability/mutants.md"
HEAD = """\
# Faults that are planted, and what kills them

A test that cannot fail proves nothing. Each of these faults is planted in a copy of the source, and the test beside
it must then fail (`make reliability-mutants`, all of them; `make test`, two). The list is
`tests/reliability/mutants/mutants.yaml`; this page is written by `python -m tests.reliability.mutants.table`, and a
test compares them.

| fault | what goes wrong | where | killed by |
|---|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(
        f"| {one.id} | {one.what} | `{one.file}` | `{one.killer}` |\n" for one in mutants()
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
