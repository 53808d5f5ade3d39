"""What the catalogue and the kernel say, in the reader's language; built in to every template."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from santai.catalogue.schema import MaterialSpec
from santai.kernel import words
from santai.pages.languages import current

register = template.Library()


@register.filter
def said(text: object) -> str:
    """A text of the catalogue: a title, a question, a name of a state."""
    return words.said(str(text))


@register.filter
def spoken(text: object) -> SafeString:
    """The same; where nobody has said it in the reader's language yet, it says itself that it is Chinese."""
    chinese, told = str(text), words.said(str(text))
    if told != chinese or translation.get_language() in (None, settings.LANGUAGE_CODE):
        return format_html("{}", told)
    return format_html('<span lang="zh-CN" dir="ltr">{}</span>', chinese)


@register.filter
def listed(texts: Iterable[object]) -> str:
    """Several things in a row, in the reader's language already."""
    return words.listed(map(str, texts))


@register.filter
def all_said(texts: Iterable[object]) -> str:
    """Several texts of the catalogue in a row."""
    return words.listed(words.said(str(text)) for text in texts)


@register.filter
def shown(materials: Iterable[MaterialSpec]) -> str:
    """What must be shown, in a row."""
    return words.listed(material.show.said for material in materials)


@register.tag
def reviewed(parser: Parser, token: Token) -> Reviewed:
    """What only reviewed words may say, as how the law has a matter decided: in a draft it stays Chinese, and
    says so to the browser."""
    inside = parser.parse(("endreviewed",))
    parser.delete_first_token()
    return Reviewed(inside)


class Reviewed(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        if not current().draft:
            return self.nodelist.render(context)
        with translation.override(settings.LANGUAGE_CODE):
            chinese = self.nodelist.render(context)
        return format_html('<div lang="zh-CN" dir="ltr">{}</div>', chinese)
