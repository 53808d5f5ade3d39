"""What a page costs on a slow line: everything that comes over it the first time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.django_db
LIGHT = 150_000  # bytes; the server of the tests compresses nothing, so that real pages are lighter


@pytest.mark.parametrize("path", ["/", "/services/legal-aid/civil/apply/"])
def test_home_and_a_form_are_light(browse: Callable[..., Page], path: str) -> None:
    page = browse()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    sizes = {answer.url: _bytes(answer) for answer in answers}
    assert any(url.endswith(".css") for url in sizes)
    assert sum(sizes.values()) < LIGHT, sizes


def _bytes(answer: Response) -> int:
    size = answer.request.sizes()
    return size["responseHeadersSize"] + size["responseBodySize"]
