"""What axe does not measure: how large a thing to touch is, and whether enlarged pages keep everything."""

from __future__ import annotations

from playwright.sync_api import Page

THUMB, LEAST = (
    44,
    24,
)  # px: the house's measure for citizens' pages, and what WCAG 2.2 AA asks of all
PHONE, ZOOMED = 360, 640  # px wide; the second is a screen of 1280 at 200 %

# A link in a sentence is as high as its line (WCAG 2.5.8, inline); a box is pressed by its label as well.
TARGETS = """least => {
  const seen = box => box.width > 1 && box.height > 1
  const inSentence = one => getComputedStyle(one).display === 'inline'
    && one.parentElement.textContent.trim().length > one.textContent.trim().length
  const box = one => (one.matches('[type=radio],[type=checkbox]') && one.closest('label') || one)
    .getBoundingClientRect()
  return [...document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility() && seen(box(one)) && !inSentence(one)
      && !one.closest('svg, .skip, .visually-hidden'))
    .map(one => [one, box(one)])
    .filter(([, size]) => size.height < least - .5 || size.width < Math.min(least, 24) - .5)
    .map(([one, size]) => `${Math.round(size.width)}×${Math.round(size.height)} `
      + one.outerHTML.slice(0, 90))
}"""
CLIPPED = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.innerText && !one.closest('.visually-hidden, svg') && one.checkVisibility()
    && ['hidden', 'clip'].includes(getComputedStyle(one).overflowX)
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
  .map(one => one.outerHTML.slice(0, 100))"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth && !one.closest('.scroll'))
    .map(one => one.outerHTML.slice(0, 100)).slice(0, 3)"""


def measured(page: Page, *, public: bool) -> list[str]:
    """Targets on a phone, and nothing cut off or pushed aside there or at 200 %."""
    before = page.viewport_size
    assert before is not None
    faults = []
    for width in (PHONE, ZOOMED):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: sticks out: {one}" for one in page.evaluate(TOO_WIDE)]
        faults += [f"{width} px: cut off: {one}" for one in page.evaluate(CLIPPED)]
        if width == PHONE:
            least = THUMB if public else LEAST
            faults += [f"too small to touch: {one}" for one in page.evaluate(TARGETS, least)]
    page.set_viewport_size(before)
    return faults
