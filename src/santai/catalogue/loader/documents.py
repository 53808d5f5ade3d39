"""Documents (文书) as data: title, number pattern and paragraphs with {placeholders}."""

from __future__ import annotations

from collections.abc import Callable

from santai.catalogue.loader.blocks import Block, some, text, word
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import DocumentSpec

NUMBER = "{organisation.short}{document.short}〔{year}〕第{serial}号"
SHORT = "{document.short}"


def document_in(scope: Scope) -> Callable[[str, Node], DocumentSpec]:
    def read(key: str, node: Node) -> DocumentSpec:
        with Block(node) as block:
            return DocumentSpec(
                key=key,
                title=block.need("title", text),
                number=_number(block),
                body=block.need("body", some(word)),
                addressee=block.get("addressee", word, "{applicant.name}"),
                signed_by=block.get("signed_by", word, "{organisation.name}"),
                signers=block.get("signers", some(scope.signer), ()),
                basis=block.get("basis", scope.basis, ()),
            )

    return read


def _number(block: Block) -> str:
    """The pattern with the document's own short name filled in: it is the same for every order."""
    pattern, short = block.get("number", word, NUMBER), block.get("short", word, "")
    if SHORT in pattern and not short:
        fix = "Add `short:`, the two or three characters of the document's number, such as 援决."
        block.refuse(block.node, f"the number {pattern} needs a short name", fix)
    return pattern.replace(SHORT, short)
