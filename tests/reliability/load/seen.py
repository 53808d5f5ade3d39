"""What a crowd saw, and which of the goals O1 and O2 it broke."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import world as w
from tests.reliability.house import House

ROOT = Path(__file__).resolve().parents[3]
TAKEN, TOLD_LATER = {200, 201}, {429, 503}
TOLD_WITHIN = 1.5  # seconds: a second in line, and the answer
SERVED_WITHIN = 3.0  # seconds, of nineteen of twenty while too many come
BACK = 30  # seconds until everything is as it was before (O1)
USUAL = 0.3  # seconds: the goal for nineteen of twenty (O1)


@dataclass(frozen=True)
class Answer:
    phase: str
    sent: float
    took: float
    status: int
    says_when: bool


@dataclass
class Seen:
    capacity: float  # taken in each second
    acked: dict[str, str]
    unknown: list[str]  # keys whose senders never heard that they were taken in
    answers: list[Answer]

    def of(self, phase: str, statuses: set[int] | None = None) -> list[Answer]:
        return [
            a for a in self.answers
            if a.phase == phase and (statuses is None or a.status in statuses)
        ]  # fmt: skip

    def waits(self, phase: str, share: float, statuses: set[int] | None = None) -> float:
        return quantile([answer.took for answer in self.of(phase, statuses)], share)

    def served_share(self) -> float:
        """Of the capacity, while too many came."""
        over = self.of("over")
        first, last = min(a.sent for a in over), max(a.sent for a in over)
        inside = [a for a in self.of("over", TAKEN) if a.sent + a.took <= last]
        return len(inside) / (last - first) / self.capacity

    def back_after(self, slack: float = 1) -> float:
        """Seconds after the flood until nineteen of twenty are answered as soon as before it."""
        usual = max(2 * self.waits("steady", 0.95), USUAL) * slack
        after = self.of("after")
        if not after:
            return 0
        end = min(a.sent for a in after)
        for second in range(int(max(a.sent for a in after) - end) + 1):
            now = [a.took for a in after if end + second <= a.sent < end + second + 1]
            if now and quantile(now, 0.95) <= usual:
                return second
        return BACK + 1


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def crowd(house: House, phases: Sequence[tuple[str, float, float]], measure: float) -> Seen:
    """Let a crowd come, in a process of its own; each phase has a share of the capacity and seconds."""
    plan = {"port": house.port, "key": house.key, "region": w.YE, "warm": measure / 2,
            "measure": measure, "phases": phases}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.load.crowd"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    said = json.loads(done.stdout)
    answers = [Answer(*answer) for answer in said.pop("answers")]
    return Seen(**said, answers=answers)


def broken(seen: Seen, least_served: float, slack: float = 1) -> list[str]:
    """The goals that do not hold, in words. `slack`: how much longer everything may take on a busy machine."""
    odd = Counter(a.status for a in seen.answers if a.status not in TAKEN | TOLD_LATER)
    mute = sum(a.status in TOLD_LATER and not a.says_when for a in seen.answers)
    refused = seen.waits("over", 0.95, TOLD_LATER)
    slowest = seen.waits("over", 0.95, TAKEN)
    goals = {
        f"answered {dict(odd)}": not odd,
        f"{mute} not told when to come again": not mute,
        f"{len(seen.unknown)} never taken in": not seen.unknown,
        f"only {seen.served_share():.0%} served when too many came": seen.served_share() >= least_served,
        f"{refused:.1f} s until told to come again": refused <= TOLD_WITHIN * slack,
        f"{slowest:.1f} s until served when too many came": slowest <= SERVED_WITHIN * slack,
        "not as before within 30 s": seen.back_after(slack) <= BACK,
    }  # fmt: skip
    return [words for words, held in goals.items() if not held]
