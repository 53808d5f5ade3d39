"""What of a finished order could teach others: its sentences with people taken out, and what was kept of them.

KB-03, KB-04; 个人信息保护法 51, 73. The text stays on the page of who may read the order until they ticked it,
sentence by sentence; and it is looked through once more then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from santai.capabilities.knowledge.enums import ANSWER
from santai.capabilities.knowledge.masking import Mask, deidentified, leaks
from santai.capabilities.orders.queries import OrderView
from santai.pages.forms.questions import Typed
from santai.pages.story import answers, story

MOST = 60  # sentences of a page
ASKED, DONE = "asked", "done"
SHORTEST = 4  # signs; a single word teaches nothing


@dataclass(frozen=True, slots=True)
class Offered:
    """One sentence: how it reads without people, what was taken out, and whether somebody confirmed it."""

    name: str
    part: str  # what was asked, or what was answered and done
    text: str
    masks: tuple[Mask, ...]
    kept: bool = False
    left: str = ""  # what still looks like somebody's particulars


@dataclass(frozen=True, slots=True)
class Kept:
    sentences: list[Offered]

    @property
    def wrong(self) -> bool:
        return any(one.left for one in self.sentences) or not any(
            one.kept for one in self.sentences
        )

    def values(self, into: str) -> dict[str, str]:
        """What the form of a new text begins with."""
        told = {
            part: "\n".join(one.text for one in self.sentences if one.kept and one.part == part)
            for part in (ASKED, DONE)
        }
        if into == ANSWER:
            first = told[ASKED].partition("\n")[0]
            return {"question": first[:120], "ways": told[ASKED], "text": told[DONE]}
        return {"facts": told[ASKED], "outcome": told[DONE]}


def offered(seen: OrderView) -> list[Offered]:
    """Every sentence of what was told and what was answered, de-identified."""
    known, found = known_in(seen), list[Offered]()
    for part, text in _told(seen):
        for sentence in deidentified(text, known=known):
            if len(sentence.text) >= SHORTEST and len(found) < MOST:
                found.append(Offered(f"s{len(found)}", part, sentence.text, sentence.masks))
    return found


def kept_of(sentences: list[Offered], typed: Typed, seen: OrderView) -> Kept:
    """What was ticked, as it was changed; a sentence in which somebody can still be found is marked."""
    known, read = known_in(seen), list[Offered]()
    for one in sentences:
        text = " ".join((typed.get(f"{one.name}.text") or one.text).split())[:500]
        kept = typed.get(one.name) == "yes"
        left = "、".join(mask.was for mask in leaks(text, known=known)) if kept else ""
        read.append(replace(one, text=text, kept=kept, left=left))
    return Kept(read)


def known_in(seen: OrderView) -> list[str]:
    """Names, telephones and addresses of the people in the matter, and of who handled it."""
    order = seen.order
    people = [(one.name, one.phone, one.id_number, one.address) for one in seen.people]
    ours = [
        order.assignee.name if order.assignee else "",
        order.holder.name if order.holder else "",
    ]
    words = [*ours, *(word for person in people for word in person)]
    return [word for word in words if word and "*" not in word and len(word) > 1]


def _told(seen: OrderView) -> Iterator[tuple[str, str]]:
    for _label, text in answers(seen):
        if len(text) >= SHORTEST:
            yield ASKED, text
    for entry in story(seen)[1:]:
        for _label, text in entry.lines:
            if len(text) >= SHORTEST * 2:
                yield DONE, text
