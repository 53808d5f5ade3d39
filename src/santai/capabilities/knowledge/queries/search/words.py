"""What people say and what the law calls it: the book's everyday words (`words.yaml`), as the search box reads them."""

from __future__ import annotations

from collections.abc import Mapping

from santai.capabilities.knowledge.triage.patterns import normal
from santai.capabilities.knowledge.triage.rules import rules
from santai.catalogue.current import catalogue
from santai.catalogue.triage import LegalTerm


def terms() -> Mapping[str, LegalTerm]:
    """The words of the law that people say otherwise."""
    return catalogue().triage.terms


def meant_by(text: str) -> dict[str, str]:
    """The law's own words for what a text says in everyday ones: term → what was said for it."""
    read = normal(text)
    looked = {term: said.search(read) for term, said in rules().terms.items() if said}
    return {term: hit[0] for term, hit in looked.items() if hit and term not in read}
