"""Documents (文书) as data: title, number pattern, paragraphs and tables with {placeholders}."""

from __future__ import annotations

from collections.abc import Callable

from santai.catalogue.loader.blocks import Block, listed, positive, some, text, word
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import DocumentSpec, Paragraph, TableSpec

NUMBER = "{organisation.short}{document.short}〔{year}〕第{serial}号"
SHORT = "{document.short}"


def document_in(scope: Scope) -> Callable[[str, Node], DocumentSpec]:
    def read(key: str, node: Node) -> DocumentSpec:
        with Block(node) as block:
            return DocumentSpec(
                key=key,
                title=block.need("title", text),
                number=_number(block),
                body=block.need("body", some(_paragraph)),
                english=block.get("english", some(_paragraph), ()),
                addressee=block.get("addressee", word, "{applicant.name}"),
                signed_by=block.get("signed_by", word, "{organisation.name}"),
                signers=block.get("signers", some(scope.signer), ()),
                to=block.get("to", some(scope.recipient), ("applicant",)),
                basis=block.get("basis", scope.basis, ()),
            )

    return read


def _paragraph(node: Node) -> Paragraph:
    """A text, or {table: …}."""
    if not isinstance(node.value, dict):
        return word(node)
    with Block(node) as block:
        return block.need("table", _table)


def _table(node: Node) -> TableSpec:
    with Block(node) as block:
        rows = block.need("rows", listed(listed(word))) or ()
        nothing: tuple[str, ...] = ()
        even: tuple[int, ...] = ()
        head, widths = (
            block.get("head", listed(word), nothing),
            block.get("widths", listed(positive), even),
        )
        columns = {len(row) for row in rows} | {len(part) for part in (head, widths) if part}
        if len(columns) > 1:
            fix = "Give every row, `head` and `widths` the same number of cells."
            block.refuse(node, f"has lines of {_or(columns)} cells", fix)
        return TableSpec(rows, head, widths)


def _or(numbers: set[int]) -> str:
    return " or ".join(map(str, sorted(numbers)))


def _number(block: Block) -> str:
    """The pattern with the document's own short name filled in: it is the same for every order."""
    pattern, short = block.get("number", word, NUMBER), block.get("short", word, "")
    if SHORT in pattern and not short:
        fix = "Add `short:`, the two or three characters of the document's number, such as 援决."
        block.refuse(block.node, f"the number {pattern} needs a short name", fix)
    return pattern.replace(SHORT, short)
