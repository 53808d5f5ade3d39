"""Three ways to use a page: with a mouse, with a finger, with the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MANY = 150  # presses of a key, after which something is out of reach
HERE = "element => element === document.activeElement"
SEEN = "element => getComputedStyle(element).outlineStyle !== 'none'"


@dataclass(frozen=True, slots=True)
class Mouse:
    page: Page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, name: str, value: str) -> None:
        """One of the choices of a question, or one more."""
        self.press(option(self.page, name, value))

    def follow(self, target: Locator) -> None:
        """Press what leads to another page, or to the same anew."""
        with self.page.expect_navigation():
            self.press(target)


class Finger(Mouse):
    def press(self, target: Locator) -> None:
        target.tap()


class Keys(Mouse):
    """Tab, Enter, Space and arrows; what has the focus must show it."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, value: str) -> None:
        target = option(self.page, name, value)
        if target.get_attribute("type") == "checkbox":
            self._reach(target)
            self.page.keyboard.press("Space")
            return
        # Tab goes to a group of radio buttons as a whole; arrows go on inside.
        self._reach(self.page.locator(f'[name="{name}"]').first)
        self.page.keyboard.press("Space")
        for _ in range(MANY):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {value}")

    def _reach(self, target: Locator) -> None:
        for _ in range(MANY):
            if target.evaluate(HERE):
                assert target.evaluate(SEEN), f"{target} does not show that it has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target}")


def option(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'input[name="{name}"][value="{value}"]')
