"""What a new version of a law did, article by article and word by word (KB-16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from santai.capabilities.knowledge.enums import Change
from santai.capabilities.knowledge.models import LawVersion

ALIKE = 0.5  # of the pairs of signs; below, it is another article that took the number
SAME, GONE, NEW = "same", "gone", "new"


class Told(Protocol):
    number: int
    inserted: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An article before and after; one of them is missing where it was added or removed."""

    change: Change
    before: Told | None
    after: Told | None

    @property
    def words(self) -> list[tuple[str, str]]:
        """The text in pieces that stayed, went or came."""
        return marked(
            self.before.text if self.before else "", self.after.text if self.after else ""
        )


def before(version: LawVersion) -> LawVersion | None:
    """The version that this one follows."""
    if version.since is None:
        return None
    earlier = LawVersion.objects.filter(law=version.law_id, since__lt=version.since)
    return earlier.order_by("-since").first()


def differences(old: Sequence[Told], new: Sequence[Told]) -> list[Difference]:
    """What changed, in the order of the new wording; what went stands last."""
    pairs = _unchanged(old, new)
    left = [one for one in old if _place(one) not in {_place(a) for a, _ in pairs}]
    came = [one for one in new if _place(one) not in {_place(b) for _, b in pairs}]
    alike = _alike(left, came)
    found = [Difference(Change.RENUMBERED, a, b) for a, b in pairs if _place(a) != _place(b)] + [
        Difference(Change.CHANGED, a, b) for a, b in alike
    ]
    gone, fresh = {_place(a) for a, _ in alike}, {_place(b) for _, b in alike}
    found += [Difference(Change.ADDED, None, one) for one in came if _place(one) not in fresh]
    found.sort(key=lambda one: _place(one.after) if one.after else (0, 0))
    return found + [
        Difference(Change.REMOVED, one, None) for one in left if _place(one) not in gone
    ]


def marked(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces of text, each with whether it stayed, went or came; cut at words."""
    a, b = _words(old), _words(new)
    found: list[tuple[str, str]] = []
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(a[i:j])))
            continue
        found += [(GONE, "".join(a[i:j]))] if j > i else []
        found += [(NEW, "".join(b[k:m]))] if m > k else []
    return found


def _words(text: str) -> list[str]:
    import rjieba

    return [str(word) for word in rjieba.cut(text)]


def _place(one: Told) -> tuple[int, int]:
    return one.number, one.inserted


def _unchanged(old: Sequence[Told], new: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Articles whose text is the same; under their own number first, then in order."""
    by_text: dict[str, list[Told]] = {}
    for one in new:
        by_text.setdefault(one.text, []).append(one)
    pairs = []
    for one in old:
        if same := by_text.get(one.text):
            own = next((two for two in same if _place(two) == _place(one)), same[0])
            same.remove(own)
            pairs.append((one, own))
    return pairs


def _alike(old: Iterable[Told], new: Iterable[Told]) -> list[tuple[Told, Told]]:
    """What reads most alike belongs together, the surest pair first; the own number breaks a tie."""
    signs = [(one, _pairs(one.text)) for one in old]
    others = [(two, _pairs(two.text)) for two in new]
    scored = [
        (_likeness(a, b) + (0.1 if _place(one) == _place(two) else 0), i, k)
        for i, (one, a) in enumerate(signs)
        for k, (two, b) in enumerate(others)
    ]
    used_old, used_new, found = set(), set(), []
    for score, i, k in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score < ALIKE:
            break
        if i not in used_old and k not in used_new:
            used_old.add(i)
            used_new.add(k)
            found.append((signs[i][0], others[k][0]))
    return found


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0
