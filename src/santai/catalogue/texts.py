"""Every text of the catalogue that people read on a page, for whoever puts it into another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.schema import ActionSpec, Field, Named, Role, Service, StateSpec
from santai.catalogue.text import Text
from santai.catalogue.triage import Book


def texts_of(catalogue: Catalogue) -> list[str]:
    """Each once, in the order of the files. Left out is what stays Chinese: the bodies of documents."""
    return [text for text in dict.fromkeys(_all(catalogue)) if text]


def _all(catalogue: Catalogue) -> Iterator[str]:
    for id_ in catalogue.ids:
        for version in catalogue.versions(id_):
            yield from _service(catalogue.service_version(id_, version))
    yield from _standards(catalogue)
    for parameter in catalogue.parameters.values():
        yield from (parameter.title.zh, parameter.unit)
    for law in catalogue.laws.values():
        yield from (law.title, *law.aliases)
    yield from (text.zh for text in triage_texts(catalogue.triage))


def triage_texts(book: Book) -> Iterator[Text]:
    """What triage says to people. Patterns are not read by anybody."""
    yield from (field.title for field in book.fields.values())
    yield from (line.title for line in book.lines.values())
    for topic in book.topics.values():
        yield from (topic.title, topic.says)
    for danger in book.dangers.values():
        yield from (danger.title, danger.says, *(call.title for call in danger.calls))
    for limit in book.limits.values():
        yield from (limit.title, limit.starts, limit.caution)
    for question in book.questions.values():
        yield from (question.ask, *(branch.says for branch in question.branches.values()))
    yield from (kind.says for kind in book.smalltalk.values())


def _service(service: Service) -> Iterator[str]:
    yield from (service.title.zh, service.summary.zh, service.fee.says)
    yield from (item.title.zh for item in service.fee.items)
    yield from (reduction.title.zh for reduction in service.fee.reductions)
    yield from _fields(service.form)
    for material in service.materials:
        yield from (material.show.zh, material.note)
    yield from (rule.says for rule in service.rules.values())
    for state in service.states.values():
        yield from _state(state)
    yield from (document.title.zh for document in service.documents.values())


def _state(state: StateSpec) -> Iterator[str]:
    yield from (state.title.zh, state.says.zh)
    yield from (clock.title.zh for clock in state.clocks)
    for action in state.actions.values():
        yield from _action(action)


def _action(action: ActionSpec) -> Iterator[str]:
    yield from (action.title.zh, action.confirm)
    yield from _fields(action.needs)


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield from (field.ask.zh, field.label, field.hint, field.why, *field.options)


def _standards(catalogue: Catalogue) -> Iterator[str]:
    table = catalogue.permissions
    yield from (text.zh for text in (*table.relations.values(), *table.objects.values()))
    yield from (right.title.zh for right in table.rights.values())
    yield from (action.title.zh for action in table.actions.values())
    lists: Iterable[Iterable[Named | Role]] = (
        catalogue.lines.values(),
        catalogue.groups.values(),
        catalogue.languages.values(),
        catalogue.skills.values(),
        catalogue.practitioners.values(),
        catalogue.organisation_kinds.values(),
        catalogue.windows.values(),
        catalogue.roles.values(),
    )
    for entries in lists:
        for entry in entries:
            yield entry.title.zh
            if isinstance(entry, Named):
                yield entry.short
