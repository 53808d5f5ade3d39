"""A document as its reader sees it: does the PDF open, is everything on it, is nothing on it that should not be?"""

from __future__ import annotations

import re
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import pdf_of, signed_pdf_of
from santai.catalogue.schema import DocumentSpec
from santai.kernel.numbers import grouped
from tests.capabilities.documents.paper import missing_glyphs, text_of

# What a program leaves behind where a person expects a word; the text has no white space.
LEFT_BEHIND = re.compile(
    r"(?<![A-Za-z])(?:None|null|undefined|nan|NaN|True|False)(?![A-Za-z])"
    r"|[{}]|%\(|Decimal\(|datetime\.|<[a-z_]+object"
    r"|（未提供）|TODO|\ufffd"
)
# Where a word should stand and none does, or a sentence ends twice.
EMPTY = re.compile(r"[。，、；：][。，、；]|“”|《》|（）|〔〕|第号")


def look(paper: Document, spec: DocumentSpec, order: str) -> list[str]:
    """Everything that is wrong with it; `order` is the number of the matter it belongs to."""
    pdf = pdf_of(paper)
    said = {
        "its number": paper.number,
        "its title": spec.title.zh,
        "the number of the order": grouped(order),
        "the office": paper.organisation.name,
    }
    if spec.english:
        said |= {"its English title": spec.title.en, "the note on the English": "以中文为准"}
    return faults_of(pdf, said)


def look_signed(paper: Document, spec: DocumentSpec, order: str) -> list[str]:
    """The copy with the page of signatures."""
    said = {"who signed": "签署页", "its number": paper.number, "what was signed": paper.sha256}
    return look(paper, spec, order) + faults_of(signed_pdf_of(paper), said)


def faults_of(pdf: bytes, said: dict[str, str]) -> list[str]:
    """`said`: what must stand on it, by what that is called."""
    if not pages_of(pdf):
        return ["does not open, or has no page"]
    text = text_of(pdf, margins=True)
    found = [f"lacks {what}: {words}" for what, words in said.items() if not _stands(words, text)]
    found += [f"says {around(text, one)}" for one in LEFT_BEHIND.finditer(text)]
    found += [f"is empty at {around(text, one)}" for one in EMPTY.finditer(text)]
    if (boxes := missing_glyphs(pdf)) or b"pdfaid:part" not in pdf:
        found.append(f"has {boxes} characters without a glyph")
    return found


def pages_of(pdf: bytes) -> int:
    """As another reader than ours counts them; 0 where it cannot open it."""
    try:
        return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])
    except Exception:  # whatever a broken file makes a reader do
        return 0


def around(text: str, found: re.Match[str]) -> str:
    return text[max(found.start() - 12, 0) : found.end() + 6]


def _stands(words: str, text: str) -> bool:
    return bool(words) and "".join(words.split()) in text
