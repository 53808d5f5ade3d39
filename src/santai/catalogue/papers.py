"""What must hold of the papers of a service: each can be written, signed by whom it asks, and by somebody at work."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from santai.catalogue import placeholders
from santai.catalogue.errors import suggestion
from santai.catalogue.loader.reading import Node
from santai.catalogue.running import Finding
from santai.catalogue.schema import ASSIGNING, ActionSpec, Service, texts_in


def documents(service: Service, _: Node) -> Iterator[Finding]:
    for document in service.documents.values():
        key = f"documents.{document.key}"
        names = placeholders.known(service, document)
        yield from _text(f"{key}.number", document.number, placeholders.IN_NUMBERS)
        for word, text in (("addressee", document.addressee), ("signed_by", document.signed_by)):
            yield from _text(f"{key}.{word}", text, names)
        for text in texts_in(document.body):
            yield from _text(f"{key}.body", text, names)
        for text in texts_in(document.english):
            yield from _text(f"{key}.english", text, names)
        if document.english and not document.title.en:
            fix = "Write `title: {zh: …, en: …}`."
            yield f"{key}.title", "has an English text and no English title", fix


def _text(key: str, text: str, names: Collection[str]) -> Iterator[Finding]:
    for name in placeholders.used(text):
        if name not in names:
            yield key, f"nothing is known for {{{name}}} here", suggestion(name, names)
    if placeholders.stray_brace(text):
        fix = "Write placeholders as {order.number}, each brace with its other half."
        yield key, f"a brace stands alone in {text!r}", fix


def signatures(service: Service, _: Node) -> Iterator[Finding]:
    """Nobody waits for a signature that nobody is asked for."""
    for document in service.documents.values():
        if "opposite" in document.signers and service.opposite == "none":
            fix = "Write `opposite: required`, or `optional`."
            wrong = "asks the other side to sign, and the service asks for none"
            yield f"documents.{document.key}.signers", wrong, fix
    for state in service.states.values():
        for action in state.actions.values():
            for name in action.signed:
                if not service.documents[name].signers:
                    key = f"states.{state.name}.actions.{action.name}.signed"
                    fix = f"Add `signers:` to documents.{name}."
                    yield key, f"waits for signatures, and nobody is asked to sign {name!r}", fix


def handled(service: Service, _: Node) -> Iterator[Finding]:
    """A paper names who handles the matter only where somebody can be assigned to it first.

    What the system makes by itself, when a limit passes, cannot wait for that.
    """
    assigns = {
        name
        for name, state in service.states.items()
        if any(action.effect in ASSIGNING for action in state.actions.values())
    }
    for name in sorted(_by_nobody(service)):
        for action in service.states[name].actions.values():
            waits = name in assigns and "system" not in action.by
            if _names_assignee(service, action) and not waits and action.effect not in ASSIGNING:
                fix = "Offer an action of `effect: assign` in this state too, or name the organisation instead."
                key = f"states.{name}.actions.{action.name}"
                yield key, f"{action.name!r} names who handles it, where there may be nobody", fix


def _by_nobody(service: Service) -> frozenset[str]:
    """The states an order can come to with nobody assigned; whoever names them in a paper had somebody."""
    kept = [
        (state.name, action.to or state.name)
        for state in service.states.values()
        for action in state.actions.values()
        if action.effect not in ASSIGNING and not _names_assignee(service, action)
    ]
    given_up = {
        action.to or state.name
        for state in service.states.values()
        for action in state.actions.values()
        if action.effect == "decline"
    }
    found, new = set[str](), {service.initial, *given_up}
    while new:
        found |= new
        new = {target for source, target in kept if source in new} - found
    return frozenset(found)


def _names_assignee(service: Service, action: ActionSpec) -> bool:
    return any(placeholders.names_assignee(service.documents[key]) for key in action.documents)


def recipients(service: Service, _: Node) -> Iterator[Finding]:
    """Nobody signs, or hears that others signed, what is not theirs to read."""
    for document in service.documents.values():
        key = f"documents.{document.key}.to"
        if "opposite" in document.to and service.opposite == "none":
            fix = "Write `opposite: required`, or `optional`."
            yield key, "goes to the other side, and the service has none", fix
        if document.signers and "applicant" not in document.to:
            fix = "Add applicant to `to`, or take `signers` out."
            yield (
                key,
                "keeps from the applicant what is signed, and every signature is told them",
                fix,
            )
