"""Staff at their desks: signing in, finding an action on the page of an order, doing it."""

from __future__ import annotations

from playwright.sync_api import Page

from santai.capabilities.people.models import Account
from tests.browser.hands import Mouse
from tests.browser.town import PASSWORD, Town
from tests.world import YE

DO = 'button[name="step"][value="do"]:not([tabindex])'


def at_work(town: Town, page: Page, role: str, house: str) -> Mouse:
    """Somebody in this post at a house of 叶县; where the small world has nobody, they are hired."""
    name = f"{role} of {house} {YE}"

    def found() -> Account:
        known = Account.objects.filter(username=name).first()
        return known or town.world.hire(role, house)

    page.context.add_cookies([town.session_of(town.do(found))])
    return Mouse(page)


def signed_in(page: Page, town: Town, role: str, region: str = YE) -> Mouse:
    """Through the form, as staff do."""
    return sign_in(Mouse(page), town.account(role, region).username)


def sign_in(hand: Mouse, username: str) -> Mouse:
    page = hand.page
    page.goto("/login/")
    hand.write(page.locator("#username"), username)
    hand.write(page.locator("#password"), PASSWORD)
    hand.follow(page.get_by_role("button", name="登录"))
    return hand


def do(hand: Mouse, number: str, action: str, **typed: str | list[str]) -> None:
    """Find the action on the page of the order, fill in its form, do it."""
    begin(hand, number, action)
    fill_in(hand, typed)
    hand.follow(hand.page.locator(DO))


def begin(hand: Mouse, number: str, action: str) -> None:
    """Find the action on the page of the order and open its form."""
    page = hand.page
    page.goto(f"/desk/orders/{number}/")
    folded = page.locator("details:not([open])", has=page.locator(f'a[href$="/{action}/"]'))
    if folded.count():
        hand.press(folded.locator("summary"))
    hand.follow(page.locator(f'a[href$="/{action}/"]'))


def fill_in(hand: Mouse, typed: dict[str, str | list[str]]) -> None:
    """Text into boxes; of radio buttons, boxes to tick and lists, what is to be chosen."""
    page = hand.page
    for name, given in typed.items():
        box = page.locator(f'[name="{name}"]').first
        kind = box.evaluate("element => element.type")
        if kind in {"radio", "checkbox"}:
            for value in [given] if isinstance(given, str) else given:
                if not page.locator(f'[name="{name}"][value="{value}"]').is_checked():
                    hand.choose(name, value)
        elif kind.startswith("select"):
            box.select_option(given)
        else:
            assert isinstance(given, str)
            hand.write(box, given)


def unfold(hand: Mouse, name: str) -> None:
    """Open what holds the field, if it is folded away."""
    page = hand.page
    folded = page.locator("details:not([open])", has=page.locator(f'[name="{name}"]'))
    if folded.count():
        hand.press(folded.first.locator("summary").first)


def choose_county(hand: Mouse) -> None:
    """叶县, where a list would be too long to choose from."""
    page = hand.page
    if page.locator('[name="region.search"]').count():
        hand.write(page.locator('[name="region.search"]'), "叶县")
        hand.follow(page.locator('button[value="search:region"]'))
