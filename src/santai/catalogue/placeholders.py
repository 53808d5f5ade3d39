"""The {placeholders} of a document: which there are, and what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from santai.catalogue.schema import (
    MEETING,
    ActionSpec,
    DocumentSpec,
    Service,
    StateSpec,
    texts_in,
)

WRITTEN = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")
ALWAYS = (
    *(f"order.{name}" for name in ("number", "title", "service", "received")),
    *(f"organisation.{name}" for name in ("name", "short", "phone", "address")),
    *(f"assignee.{name}" for name in ("name", "organisation", "phone")),
    "region.name",
    "today",
    "year",
    "action.basis",
)
IN_NUMBERS = ("organisation.name", "organisation.short", "region.name", "year", "serial")
PARTICULARS = ("name", "id_number", "phone", "address")
SESSION = ("session.when", "session.place", "session.present", "session.absent")
REMEDY = ("remedy.title", "remedy.within", "remedy.basis")


def used(text: str) -> Iterator[str]:
    """The placeholders of a text, without their braces.

    >>> list(used("{applicant.name}：您于{order.received}提出的申请"))
    ['applicant.name', 'order.received']
    """
    return (match[1] for match in WRITTEN.finditer(text))


def stray_brace(text: str) -> bool:
    """Whether a brace opens or closes nothing."""
    return bool(BRACE.search(WRITTEN.sub("", text)))


def names_assignee(document: DocumentSpec) -> bool:
    """Whether a document says who handles the matter, or is theirs to sign: it cannot be made before somebody does."""
    texts = (
        document.addressee,
        document.signed_by,
        *texts_in(document.body),
        *texts_in(document.english),
    )
    names = (name for text in texts for name in used(text))
    return "assignee" in document.signers or any(name.startswith("assignee.") for name in names)


def known(service: Service, document: DocumentSpec) -> frozenset[str]:
    """What the paragraphs of a document may name."""
    makers = list(_makers(service, document))
    names = {*ALWAYS, "applicant.name"}
    names.update(f"applicant.{part}" for part in PARTICULARS if part in service.applicant)
    names.update({"opposite.name"} if service.opposite != "none" else ())
    names.update(f"answers.{field.key}" for field in service.form)
    names.update(f"facts.{field.key}" for _, action in makers for field in action.needs)
    if any(action.effect in MEETING for _, action in makers):
        names.update(SESSION)
    for rule in service.rules:
        names.update((f"rule.{rule}.says", f"rule.{rule}.reasons"))
    for state in service.states.values():
        names.update(f"clock.{clock.name}.due" for clock in state.clocks)
    if any(service.states[action.to or state.name].remedy for state, action in makers):
        names.update(REMEDY)
    return frozenset(names)


def _makers(service: Service, document: DocumentSpec) -> Iterator[tuple[StateSpec, ActionSpec]]:
    for state in service.states.values():
        for action in state.actions.values():
            if document.key in action.documents:
                yield state, action
