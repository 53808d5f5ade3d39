"""What is harvested from the answers somebody gets, and how it is written when somebody else tries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from django.test import Client

LINK = re.compile(r'(?:href|action|src)="(/[^"#]*)')
NUMBER = re.compile(r"\b\d{11}\b")
CODE = re.compile(r'class="code">([\w ]{6,20})<')
INNER = re.compile(r"/(\d+)(?=/|$|\?)")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NEVER = ("/static/", "/logout/", "/language/", "/look/", "/style/", "/login/")


def harvest(browser: Client, starts: list[str], *, pages: int) -> tuple[set[str], set[str]]:
    """The addresses and the codes in what a browser is shown, from the pages it begins at."""
    ahead, seen, codes = list(starts), set[str](starts), set[str]()
    for path in ahead[:pages]:
        response = browser.get(path)
        body = b"".join(response) if response.streaming else response.content
        if response.headers.get("Content-Type", "").startswith(("text/html", "application/json")):
            text = body.decode()
            codes |= set(CODE.findall(text))
            found = {urljoin(path, link.replace("&amp;", "&")) for link in LINK.findall(text)}
            found = {link for link in found if not link.startswith(NEVER)}
            ahead += sorted(found - seen)
            seen |= found
    return seen, codes


def spellings(address: str) -> Iterator[str]:
    """The address with the last thing in its path written in every way a server might read as the same."""
    yield address
    path = urlsplit(address).path
    found = list(INNER.finditer(path))
    if not found:
        return
    start, end = found[-1].span(1)
    text = path[start:end]
    for other in (
        text.zfill(20),
        f"+{text}",
        f"-{text}",
        f"{text}.0",
        f"{int(text):x}",
        f"0x{int(text):x}",
        f"{text}%00",
        f"{text}%20",
        f"%20{text}",
        f"{text}[]",
        f"{text},{text}",
        f"{text};",
        f"{text}..",
        f"./{text}",
        f"../{path[:start].strip('/').rpartition('/')[2]}/{text}",
        quote(text.translate(FULL_WIDTH)),
        "".join(f"%{ord(digit):02x}" for digit in text),
        f"{text[:3]}%20{text[3:]}",
        f"{text[:3]}-{text[3:]}",
        str(int(text) + 1),
        str(max(int(text) - 1, 0)),
    ):
        yield path[:start] + other + path[end:]


def doors_of(number: str, file_id: int) -> list[str]:
    """Every address of every door that an order number opens for somebody, also where no page links to it."""
    return [
        f"/desk/orders/{number}/",
        f"/desk/orders/{number}/files/{file_id}/",
        f"/desk/emergencies/orders/{number}/",
        f"/desk/calls/{number}/",
        f"/desk/appointments/{number}/",
        f"/counter/receipts/{number}/",
        f"/hotline/orders/{number}/",
        f"/matters/{number}/",
        f"/matters/{number}/receipt/",
        f"/matters/{number}/files/{file_id}/",
        f"/api/v1/orders/{number}",
        f"/api/v1/orders/{number}/files/{file_id}",
        f"/api/v1/orders/{number}/events",
        f"/api/v1/orders?number={number}",
        f"/desk/?which=all&q={number}",
    ]
