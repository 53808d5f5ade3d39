"""Questions about an appointment: for what and where, which time, for whom. The same at every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from santai.capabilities.meetings.actions import Wish
from santai.capabilities.meetings.enums import Manner
from santai.capabilities.meetings.queries import free_slots
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door, Service
from santai.kernel.errors import Invalid, Refusal
from santai.kernel.workdays import ZONE
from santai.pages.forms.questions import NO, YES, Choice, Question, Typed
from santai.pages.moments import clock_words, day_words, today

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Offer
    from santai.capabilities.meetings.queries import Slot

NEXT = 12  # free times offered beside a form whose time has gone
PLACED = ("slot", "service", "name", "phone", "note", "order", "texts", "reason")


class BookingForm:
    """What was typed, what was refused, and the questions with both. `own`: asked of the person
    themselves, who can be called back only at a number they give.
    """

    def __init__(self, offer: Offer, typed: Typed, *, own: bool, now: datetime) -> None:
        self.offer, self.typed, self.own, self.now = offer, typed, own, now
        self.errors: dict[str, str] = {}
        self._gone = False

    def text(self, name: str) -> str:
        return (self.typed.get(name) or "").strip()

    @property
    def starts_at(self) -> datetime:
        """The time chosen. Raises Invalid where nothing was that could be one."""
        moment = moment_of(self.text("slot"))
        if moment is None:
            raise Invalid({"slot": _("请选一个时间。")})
        return moment

    def wish(self) -> Wish:
        return Wish(
            name=self.text("name"),
            phone=self.text("phone"),
            service=self.text("service"),
            note=self.text("note"),
            texts=self.text("texts") != NO,
            order=self.text("order"),
        )

    def take(self, refused: Refusal) -> None:
        """Keep what was refused; a time that has gone is asked for anew, on the same form."""
        if isinstance(refused, Invalid):
            self.errors |= refused.fields
            self._gone = "slot" in refused.fields
        else:
            self.errors[""] = refused.message

    @property
    def general(self) -> list[str]:
        return [text for name, text in self.errors.items() if name not in PLACED]

    def questions(self, *, choose_time: bool = False) -> list[Question]:
        """`choose_time`: the time is asked here and not on a page before."""
        asked = [self._time()] if choose_time or self._gone else []
        return [*asked, *self._who()]

    def reason(self) -> list[Question]:
        """Of who moves an appointment: the new time, and why if they like to say."""
        return [
            self._time(),
            self._line("reason", _("为什么改"), maximum=200),
        ]

    def _time(self) -> Question:
        free = free_slots(self.offer, at=self.now)
        choices = slot_choices(free[:NEXT] if self._gone else free, self.now)
        return Question(
            "slot",
            _("哪个时间"),
            "radios" if self._gone else "select",
            (self.text("slot"),),
            tuple(choices),
            required=True,
            error=self.errors.get("slot", ""),
        )

    def _who(self) -> list[Question]:
        must_call = self.own or self.offer.manner == Manner.TELEPHONE
        name, phone = ("name", "tel") if self.own else ("off", "off")
        asked = [
            self._line("name", _("姓名"), required=True, maximum=100, autocomplete=name),
            self._line(
                "phone",
                _("电话"),
                required=must_call,
                maximum=20,
                autocomplete=phone,
                mode="tel",
                why=_("时间有变，好找到您。"),
            ),
            self._line(
                "note", _("想说的事"), maximum=200, hint=_("一句话就行，接待的人好先准备。")
            ),
            self._texts(),
        ]
        if not self.own:
            asked.append(
                self._line(
                    "order", _("为哪件工单"), maximum=20, hint=_("没有就空着。"), mode="numeric"
                )
            )
        return asked

    def _texts(self) -> Question:
        return Question(
            "texts",
            _("给您发短信确认和提醒，好吗"),
            "radios",
            (self.text("texts") or YES,),
            (Choice(YES, _("好")), Choice(NO, _("不要发"))),
            required=True,
            hint=_("短信会写时间和地点。别人会看您手机的，选“不要发”。"),
        )

    def _line(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        maximum: int,
        autocomplete: str = "off",
        hint: str = "",
        why: str = "",
        mode: str = "",
    ) -> Question:
        return Question(
            name,
            label,
            "line",
            (self.typed.get(name) or "",),
            required=required,
            error=self.errors.get(name, ""),
            hint=hint,
            why=why,
            input_type="tel" if mode == "tel" else "text",
            input_mode=mode,
            autocomplete=autocomplete,
            maximum=maximum,
        )


def moment_of(text: str) -> datetime | None:
    """A time as `slot_value` writes it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    sensible = moment.tzinfo is None and 2000 <= moment.year <= 2100
    return moment.replace(tzinfo=ZONE) if sensible else None


def slot_value(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def slot_choices(slots: Iterable[Slot], now: datetime) -> list[Choice]:
    """ "上午 9:00，还有 2 个位子" under its day."""
    return [
        Choice(
            slot_value(slot.starts_at),
            _("%(day)s%(time)s，还有 %(left)s 个位子")
            % {
                "day": day_words(slot.day, now),
                "time": clock_words(slot.starts_at),
                "left": slot.left,
            },
        )
        for slot in slots
    ]


def services_to_book(region: str, now: datetime) -> list[Service]:
    """What people come to a counter or write about; what only systems bring is not among it."""
    lines = list(catalogue().lines)
    found = catalogue().services(region, today(now))
    mine = [s for s in found if {Door.PORTAL, Door.COUNTER} & set(s.doors)]
    return sorted(mine, key=lambda s: (lines.index(s.line) if s.line in lines else 99, s.id))


def what_question(region: str, typed: Typed, now: datetime, only: Sequence[str] = ()) -> Question:
    """For what; advice on anything comes first."""
    lines = catalogue().lines
    services = [s for s in services_to_book(region, now) if not only or s.id in only]
    choices = [Choice(s.id, s.title.zh, group=lines[s.line].title.zh) for s in services]
    return Question(
        "service",
        _("为什么事"),
        "select",
        (typed.get("service") or "",),
        tuple(choices),
        hint=_("说不清就不选，先约一次法律咨询。"),
    )


def service_title(service_id: str, region: str, on: date) -> str:
    """What a booking is for, in words; "" for advice on anything."""
    titles: Mapping[str, str] = {s.id: s.title.zh for s in catalogue().services(region, on)}
    return titles.get(service_id, service_id)
