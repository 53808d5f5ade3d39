"""Forms of standard answers and typical cases: questions from what was typed, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.knowledge.actions import Drafted, DraftedCase
from santai.capabilities.knowledge.queries import Told
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.catalogue.answers import topics_of
from santai.catalogue.current import catalogue
from santai.catalogue.words import is_public
from santai.pages.forms.questions import Choice, Question, Typed
from santai.pages.forms.regions import around, region_name

USUAL = timedelta(days=365)
Values = Mapping[str, str]
# name, label, widget (or "date"), choices, hint, longest
Asked = tuple[str, str, str, tuple[Choice, ...], str, int | None]


def answer_questions(
    values: Values, errors: Values, actor: Actor, on: date, *, new: bool
) -> list[Question]:
    services = [one for one in catalogue().services("", on) if is_public(one)]
    lines = [Choice(one.id, one.title.said, group=_line(one.line)) for one in services]
    asked: tuple[Asked, ...] = (
        ("topic", _("哪方面的事"), "select", _topics(on), "", None),
        ("question", _("问题"), "line", (), _("一句话，像老百姓那样问。"), 120),
        (
            "ways",
            _("大家怎么问"),
            "paragraph",
            (),
            _("一行一种，3 到 12 种。检索靠它们找到这个回答。"),
            1600,
        ),
        (
            "text",
            _("回答"),
            "paragraph",
            (),
            _("先说怎么办，再说为什么。一行一件事，用平常的话。"),
            4000,
        ),
        (
            "citations",
            _("依据"),
            "paragraph",
            (),
            _("一行一条，如“民法典 675”“劳动合同法 82.1”。"),
            2000,
        ),
        ("service", _("可以办的事项"), "select", tuple(lines), "", None),
        *((("place", _("适用地区"), "select", _places(actor, values), "", None),) if new else ()),
        ("valid_from", _("从哪天起"), "date", (), "", None),
        ("valid_until", _("到哪天止"), "date", (), _("到期前 30 天提醒负责单位再核对。"), None),
    )
    optional = {"service"}
    return [_question(one, values, errors, required=one[0] not in optional) for one in asked]


def case_questions(values: Values, errors: Values, actor: Actor, on: date) -> list[Question]:
    lines = tuple(Choice(key, line.title.said) for key, line in catalogue().lines.items())
    asked: tuple[Asked, ...] = (
        ("title", _("标题"), "line", (), "", 80),
        ("line", _("业务"), "select", lines, "", None),
        ("topic", _("哪方面的事"), "select", _topics(on), "", None),
        ("place", _("地区"), "select", _places(actor, values, nation=False), "", None),
        ("year", _("年份"), "line", (), "", 4),
        ("gist", _("一句话"), "line", (), "", 200),
        ("facts", _("事情经过"), "paragraph", (), _("不写姓名、单位、地址、号码。"), 4000),
        ("outcome", _("怎么办成的"), "paragraph", (), "", 4000),
        ("point", _("可以学到什么"), "line", (), "", 300),
        ("citations", _("依据"), "paragraph", (), _("一行一条，如“民法典 675”。"), 2000),
    )
    nobody = Question(
        "nobody",
        _("送审以前"),
        "checks",
        ("yes",) if values.get("nobody") else (),
        choices=(Choice("yes", _("每一句我都看过，认不出是谁")),),
        error=errors.get("nobody", ""),
    )
    return [*(_question(one, values, errors) for one in asked), nobody]


def typed_answer(typed: Typed) -> Drafted:
    return Drafted(
        topic=typed.get("topic") or "",
        question=typed.get("question") or "",
        ways=(typed.get("ways") or "").splitlines(),
        text=typed.get("text") or "",
        citations=(typed.get("citations") or "").splitlines(),
        service=typed.get("service") or "",
        place=typed.get("place") or codes.NATION,
        valid_from=typed.get("valid_from") or "",
        valid_until=typed.get("valid_until") or "",
        family=typed.get("family") or "",
    )


def typed_case(typed: Typed) -> DraftedCase:
    given = {name: typed.get(name) or "" for name in ("title", "line", "topic", "place", "year")}
    told = {name: typed.get(name) or "" for name in ("gist", "facts", "outcome", "point")}
    return DraftedCase(
        **given,
        **told,
        citations=(typed.get("citations") or "").splitlines(),
        nobody=typed.get("nobody") == "yes",
    )


def values_of(item: Any) -> dict[str, str]:
    """What the form holds of a text that is there."""
    names = [field.name for field in item._meta.fields]
    kept = {name: getattr(item, name) for name in names if name not in {"owner", "approval"}}
    if hasattr(item, "answer"):
        kept["place"] = item.answer.place
    else:
        kept["nobody"] = "yes" if item.deidentified_at else ""
    return {name: _said(value) for name, value in kept.items()}


def for_here(told: Told, on: date) -> dict[str, str]:
    """An answer of elsewhere as the beginning of one for a place of one's own."""
    kept = {name: _said(getattr(told, name)) for name in ("topic", "question", "text", "service")}
    lists = {name: "\n".join(map(str, getattr(told, name))) for name in ("ways", "citations")}
    return {**fresh(on), **kept, **lists, "family": told.family}


def fresh(on: date) -> dict[str, str]:
    return {
        "valid_from": on.isoformat(),
        "valid_until": (on + USUAL).isoformat(),
        "year": str(on.year),
    }


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _question(asked: Asked, values: Values, errors: Values, *, required: bool = True) -> Question:
    name, label, widget, choices, hint, most = asked
    return Question(
        name=name,
        label=label,
        widget="line" if widget == "date" else widget,
        values=(values.get(name, ""),),
        choices=choices,
        hint=hint,
        required=required,
        error=errors.get(name, ""),
        input_type="date" if widget == "date" else "text",
        maximum=most,
    )


def _topics(on: date) -> tuple[Choice, ...]:
    return tuple(Choice(one, _(one)) for one in topics_of(catalogue(), on))


def _line(line: str) -> str:
    return catalogue().lines[line].title.said


def _places(actor: Actor, values: Values, *, nation: bool = True) -> tuple[Choice, ...]:
    """The nation, the region of the first post, and what lies below it; what was chosen stays."""
    own = codes.full(actor.posts[0].region) if actor.posts else codes.NATION
    near = (*_own(own), *around(own))
    chosen = values.get("place", "")
    known = {choice.value for choice in near}
    kept = _own(chosen) if chosen and chosen not in known else ()
    everywhere = (Choice(codes.NATION, _("全国")),) if nation else ()
    return (*everywhere, *kept, *near)


def _own(code: str) -> tuple[Choice, ...]:
    return () if code == codes.NATION else (Choice(code, region_name(code)),)
