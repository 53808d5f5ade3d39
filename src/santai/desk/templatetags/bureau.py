"""What the bureau's pages need in their templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from santai.capabilities.oversight.queries.tables import Cell
from santai.desk import scope

register = template.Library()

register.filter("orders_behind", scope.link_to)


@register.filter
def stale(counted: datetime | None) -> bool:
    """Whether the figures are so old that somebody should look at the worker."""
    return counted is None or timezone.now() - counted > scope.STALE


@register.simple_tag
def cells(row: Iterable[Cell], days: str = "") -> SafeString:
    """The cells of a row; `days`: the part of an address that names the period, for a place that is a link.

    In Python, because a page has hundreds of them and an included template takes ten times as long.
    """
    return format_html_join(
        "", '<td class="{}">{}</td>', ((_kind(c), _content(c, days)) for c in row)
    )


@register.simple_tag
def figure(cell: Cell) -> SafeString:
    """A cell's figure, opening to its orders."""
    return _content(cell, "")


def _kind(cell: Cell) -> str:
    kind = "amount" if cell.number is not None or cell.text == "—" else "name"
    return f"{kind} late" if cell.alarming else kind


def _content(cell: Cell, days: str) -> SafeString:
    if cell.which:
        return format_html('<a href="{}">{}</a>', scope.link_to(cell.which), cell.text)
    if cell.area:
        return format_html('<a href="?region={}{}">{}</a>', cell.area, days, cell.text)
    return format_html("{}", cell.text)
