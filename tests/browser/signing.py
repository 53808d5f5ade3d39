"""Signing a document: drawn with a finger on one's telephone, with the digits sent there, or at a desk."""

from __future__ import annotations

from santai.capabilities.people.actions import digits_of
from santai.capabilities.people.models import PhoneCode
from tests.browser.hands import Finger, Mouse
from tests.browser.town import Town

BY_HAND = """canvas => {
  const box = canvas.getBoundingClientRect()
  const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 1, clientX: box.left + x, clientY: box.top + y }))
  canvas.setPointerCapture = () => {}
  at("pointerdown", 20, 20); at("pointermove", 90, 60); at("pointermove", 150, 25); at("pointerup", 150, 25)
}"""


def sign_on_telephone(
    hand: Finger, town: Town, phone: str, name: str, *, paper: str, drawn: bool = True
) -> None:
    """From the page of the matter. Without script nothing can be drawn; the name is typed."""
    page = hand.page
    hand.follow(page.get_by_role("link", name=f"签署《{paper}》"))
    hand.follow(page.get_by_role("button", name="看过了，发验证码"))
    hand.write(page.locator("#name"), name)
    if drawn:
        page.locator("canvas").evaluate(BY_HAND)
    code = town.do(lambda: PhoneCode.objects.filter(phone=phone).latest("pk"))
    hand.write(page.locator('[name="code"]'), town.do(lambda: digits_of(code.pk)))
    hand.follow(page.get_by_role("button", name="确认签名"))


def open_at_desk(hand: Mouse, number: str, paper: str) -> None:
    hand.page.goto(f"/desk/orders/{number}/")
    hand.follow(hand.page.get_by_role("link", name=f"签署《{paper}》"))


def sign_at_desk(hand: Mouse, name: str) -> None:
    """For oneself, with one's own account."""
    hand.choose("who", "own")
    hand.write(hand.page.locator("#name"), name)
    hand.page.locator("canvas").evaluate(BY_HAND)
    hand.follow(hand.page.get_by_role("button", name="确认签名"))
