"""A2: every address is known: open to anybody on purpose, told by the interface's description, or shut.

An address that is not on the list of the open ones must show nothing to who is not signed in, nothing to somebody
signed in without any post, and nothing to the administrators, who see no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from tests.factories.people import make_account
from tests.reliability.sizes import report
from tests.world import CITY, World

pytestmark = pytest.mark.django_db
SHUT = frozenset({204, 302, 400, 401, 403, 404, 405, 410, 415, 422, 429})
VALUES: dict[str, Any] = {"int": 1, "str": "x", "slug": "x", "path": "x/y", "uuid": "0" * 32}
VALUES |= {"law": "民法典", "wording": "now", "article": "17", "part": 1}
# Whatever is not of staff: citizens' doors, each with its own proof of who asks (code, telephone, nothing).
OPEN = (
    "portal:",
    "terminal:",
    "look",
    "login",
    "logout",
    "style",
    "healthz",
    "start",
    "language",
    "security-txt",
)
STAFF = ("desk:", "counter:", "hotline:", "village:", "admin:")
# Of staff's doors, what anybody may fetch: no person and no matter is in it.
HARMLESS = frozenset(
    {
        "village:worker",
        "village:manifest",
    }
)
# What every post may look at: the law, the empty lists of somebody who sees nothing, their own sign-ins.
FOR_EVERY_POST = frozenset(
    {
        "desk:me",
        "desk:my-password",
        "desk:my-second",
        "desk:my-passkeys",
        "desk:add-passkey",
        "desk:inbox",
        "desk:appointments",
        "desk:laws",
        "desk:search",
        "desk:seen",
        "desk:overdue",
        "desk:several",
        "desk:save-view",
        "desk:catalogue",
        "desk:service",
    }
)


def addresses(patterns: list[Any], space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern with its name and an address that fits it."""
    for pattern in patterns:
        here = before + _sample(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, here)
        else:
            yield f"{space}{pattern.name or ''}", f"/{here}"


def _sample(pattern: Any) -> str:
    if isinstance(pattern, RegexPattern):
        return "x"
    assert isinstance(pattern, RoutePattern)
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        shown = f"<{kind}:{name}>" if f"<{kind}:{name}>" in text else f"<{name}>"
        text = text.replace(shown, str(VALUES[{"string": "str"}.get(kind, kind)]))
        text = text.replace(f"<str:{name}>", "x")
    return text


def known() -> list[tuple[str, str]]:
    return list(addresses(get_resolver().url_patterns))


def is_open(name: str) -> bool:
    return name.startswith(OPEN) or name in HARMLESS


def open_by_mistake(
    browser: Client,
    found: list[tuple[str, str]],
    *,
    but: Any = (),
    methods: tuple[str, ...] = ("get", "post"),
) -> list[str]:
    """Those that answer where they should not: a page, or an error of the server."""
    wrong = []
    for name, address in found:
        if is_open(name) or name in but or name.startswith("partners"):
            continue
        for method in methods:
            response: HttpResponse = getattr(browser, method)(address)
            if response.status_code not in SHUT:
                wrong.append(f"{method} {address} ({name}): {response.status_code}")
    return wrong


def test_every_address_belongs_to_a_door() -> None:
    strange = [
        (name, address)
        for name, address in known()
        if not name.startswith((*OPEN, *STAFF, "partners")) and not address.startswith("/api/")
    ]
    report("routes", addresses=len(known()))
    assert strange == []


def test_who_is_not_signed_in_gets_nothing_of_staff(world: World) -> None:
    assert open_by_mistake(Client(), _of_staff()) == []


def test_nor_does_somebody_without_a_post(world: World) -> None:
    browser = Client()
    browser.force_login(make_account("没有岗位"))
    found = open_by_mistake(browser, _of_staff(), but=FOR_EVERY_POST)
    assert found == [], found


@pytest.mark.parametrize("role", ["system-admin", "security-admin", "audit-admin"])
def test_and_administrators_get_no_case(world: World, role: str) -> None:
    browser = Client()
    browser.force_login(world.accounts[(role, CITY)])
    # rights and records, no case
    own = {"rights", "ledger", "approvals", "audit", "audit-sheet", "emergencies", "readings"}
    theirs = FOR_EVERY_POST | {f"desk:{name}" for name in own}
    cases = [(name, a) for name, a in _of_staff() if not name.startswith("admin:")]
    assert open_by_mistake(browser, cases, but=theirs, methods=("get",)) == []


def test_the_interface_is_shut_without_a_key(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for address, verbs in paths.items():
        for verb in verbs:
            filled = address.replace("{", "").replace("}", "")
            response = client.generic(verb.upper(), filled)
            assert response.status_code in SHUT or address.endswith(("/health", "openapi.json")), (
                verb,
                address,
                response.status_code,
            )


def test_an_address_without_a_guard_is_caught(world: World) -> None:
    """Planted: a view that forgot to ask who looks."""
    planted = URLPattern(RoutePattern("desk/forgotten/"), lambda request: HttpResponse("x"))
    urls = [*get_resolver().url_patterns, planted]
    assert [a for name, a in addresses(urls) if not name.startswith((*OPEN, *STAFF, "partners"))][
        -1
    ] == "/desk/forgotten/"


def _of_staff() -> list[tuple[str, str]]:
    return [(name, address) for name, address in known() if name.startswith(STAFF)]
