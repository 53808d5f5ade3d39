"""A copy of everything we hold of somebody (个人信息保护法 45): as data, to read, and their files, in one ZIP.

What is in it is what the same person is shown on their own pages. Of others there is nothing: not the other side,
not who stands for them, not what the office writes for itself. Nothing of it is kept here: it is made while they
wait and goes to whoever is signed in, so there is no link that could fall into other hands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from santai.capabilities.documents.queries import DocumentDamaged, pdf_of
from santai.capabilities.files.queries import FileDamaged, open_content
from santai.capabilities.orders.persons import told_by_applicant
from santai.capabilities.orders.queries import OrderView, view
from santai.capabilities.privacy.enums import Use
from santai.capabilities.privacy.queries import consents_of, own_orders
from santai.capabilities.reading.queries import of_people
from santai.capabilities.sealing.holdings import inventory
from santai.channels.portal import drafts, mine
from santai.channels.portal.efile import overview_pdf
from santai.pages.billed import billed
from santai.pages.readings import lines
from santai.pages.story import answers, story

if TYPE_CHECKING:
    from santai.capabilities.people.access import Actor
    from santai.capabilities.people.models import Account

MOST = 200  # matters; more than anybody has
# Bytes of files; what does not fit is named, and lies on the page of its matter.
ROOM = 200 * 1024 * 1024
NAME = "copy.zip"  # says nothing of anybody


def zipped(actor: Actor, account: Account, *, at: datetime) -> IO[bytes]:
    """The file, open at its beginning; gone with the last who holds it."""
    views = [view(actor, order, at=at) for order in own_orders(actor)[:MOST]]
    papers = list(_papers(views))
    fitting, left_out = _that_fit(papers)
    data = {**gathered(actor, account, views, at=at), "left_out": left_out}
    file = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115  handed on open
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=str))
        made.writestr("read.html", render_to_string("portal/copy.html", {"copy": data}))
        made.writestr("overview.pdf", overview_pdf(actor, at=at))
        for name, _size, content in fitting:
            try:
                made.writestr(name, content())
            except (FileDamaged, DocumentDamaged) as damaged:
                made.writestr(f"{name}.txt", str(damaged))
    file.seek(0)
    return file


def gathered(
    actor: Actor, account: Account, views: list[OrderView], *, at: datetime
) -> dict[str, Any]:
    """All of it as data."""
    looks = of_people(
        orders={one.order.pk: one.order.applicant_id for one in views}, parties=actor.party_ids
    )
    return {
        "made": at.isoformat(),
        "held": [
            {"what": _(one.what), "why": _(one.why), "ground": one.ground, "kept": one.kept.label}
            for _model, one in inventory()
        ],
        "account": {"name": account.name, "phone": account.phone},
        "registered": _registered(account),
        "consents": consents(account),
        "drafts": [
            {"service": draft.service, "typed": drafts.typed_of(draft)}
            for draft in mine.drafts_of(account, at=at)
        ],
        "matters": [_matter(one) for one in views],
        "looks": [
            {"at": line.at, "office": line.office, "deed": line.deed, "reason": line.reason}
            for line in lines(looks[:MOST])
        ],
    }


def consents(account: Account) -> list[dict[str, Any]]:
    """Each use with the last word on it: used until they say no."""
    said = consents_of(account)
    return [
        {
            "use": use,
            "title": str(use.label),
            "given": said[use].given if use in said else True,
            "since": said[use].at if use in said else None,
        }
        for use in Use
    ]


def _registered(account: Account) -> dict[str, Any]:
    """What the register holds of somebody whose papers were seen; a telephone alone opens nothing of it."""
    party = account.party
    return {} if party is None else {name: getattr(party, name) for name in party.holds.fields}


def _matter(seen: OrderView) -> dict[str, Any]:
    order = seen.order
    return {
        "number": order.number,
        "service": seen.service.title.said,
        "state": seen.state.title.said,
        "office": order.organisation.name,
        "received": order.received_at,
        "completed": order.completed_at,
        "restricted": order.restricted_at,
        "told": told_by_applicant(order),
        "answers": [list(pair) for pair in answers(seen)],
        "events": [
            {
                "at": entry.at,
                "title": entry.title,
                "office": entry.organisation,
                "said": entry.lines,
            }
            for entry in story(seen)
        ],
        "ratings": list(order.ratings.values("at", "score", "comment")),
        "bill": _bill(seen),
        "files": [file.name for file in seen.files],
        "documents": [document.file_name for document in seen.documents],
    }


Paper = tuple[str, int, Any]  # name in the ZIP, bytes, what gives the content


def _bill(seen: OrderView) -> dict[str, Any] | None:
    """As the page of the matter shows it."""
    found = billed(seen)
    if found is None:
        return None
    bill = found.bill
    return {
        "state": str(bill.get_state_display()),
        "total": bill.total,
        "refunded": bill.refunded,
        "received_on": bill.received_on,
        "lines": found.lines,
        "reason": bill.reason,
    }


def _papers(views: list[OrderView]) -> Iterator[Paper]:
    for seen in views:
        for file in seen.files:
            name = f"files/{seen.order.number}/{file.pk}-{file.name}"
            yield name, file.size, lambda file=file: _read(file)
        for document in seen.documents:
            name = f"documents/{seen.order.number}/{document.pk}-{document.file_name}"
            yield name, document.size, lambda document=document: pdf_of(document)


def _read(file: Any) -> bytes:
    with open_content(file) as content:
        return content.read()


def _that_fit(papers: list[Paper]) -> tuple[list[Paper], list[str]]:
    fitting, used, left = [], 0, []
    for paper in papers:
        used += paper[1]
        if used <= ROOM:
            fitting.append(paper)
        else:
            left.append(paper[0])
    return fitting, left
