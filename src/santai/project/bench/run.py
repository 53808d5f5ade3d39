"""The programme of the benchmark and what it prints."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from santai.project.bench import catalogue, pages, paint
from santai.project.bench.seed import SERVICE, Seeded, account_of, seed
from santai.project.bench.stage import Stage, serving
from santai.project.demo.ground import CITY

CLIENTS = (1, 4, 16)
WARM_UP = 200
PAGE_REQUESTS = 60
FLOOR = 500
TOKEN = "b" * 32  # both halves of the form's protection, as a browser would send them back


def benchmark(*, data: Path, out: Path, source: Path, requests: int, orders: int) -> dict[str, Any]:
    took = catalogue.measure()
    seeded = seed(source, orders)
    with serving(data) as stage:
        costs = pages.measure(seeded, stage.database_cpu)
        painted = paint.measure(stage.port)
        result: dict[str, Any] = {
            "catalogue": took,
            "every_page": costs,
            "first_paint": painted,
            "submit": _submissions(stage, seeded, requests),
            "floor": _floor(stage, seeded),
            "pages": _pages(stage, seeded),
        }
    result["ratio"] = round(result["submit"]["1"]["cpu_ms"] / result["floor"]["cpu_ms"], 1)
    _keep(out, result)
    print(f"\n{catalogue.told(took)}")
    _print(result, orders)
    _print_pages(costs, painted, orders)
    return result


def page_costs(*, data: Path, out: Path, source: Path, orders: int) -> dict[str, Any]:
    """What every page costs, and nothing else; what was measured before stays in the file."""
    took = catalogue.measure()
    seeded = seed(source, orders)
    with serving(data) as stage:
        costs = pages.measure(seeded, stage.database_cpu)
        painted = paint.measure(stage.port)
    before = json.loads(out.read_text()) if out.exists() else {}
    _keep(out, {**before, "catalogue": took, "every_page": costs, "first_paint": painted})
    print(f"\n{catalogue.told(took)}")
    _print_pages(costs, painted, orders)
    return costs


def _keep(out: Path, result: dict[str, Any]) -> None:
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def _submissions(stage: Stage, seeded: Seeded, requests: int) -> dict[str, Any]:
    make = _Requests(seeded)
    _measure(stage.port, make.several(WARM_UP), 16, 201)
    result = {}
    for clients in CLIENTS:
        batch, before = make.several(requests), stage.cpu()
        figures = _measure(stage.port, batch, clients, 201)
        figures["cpu_ms"] = round((stage.cpu() - before) / requests * 1000, 2)
        result[str(clients)] = figures
        print(f"bench: {clients:>2} clients: {figures}", flush=True)
    return result


def _floor(stage: Stage, seeded: Seeded) -> dict[str, float]:
    from django.test import Client

    from santai.project.bench.floor import record, replay

    make, client = _Requests(seeded), Client(SERVER_NAME="127.0.0.1")

    def submission() -> Callable[[], None]:
        path, headers, body = make.parts()

        def send() -> None:
            answer = client.post(path, body, content_type="application/json", headers=headers)
            if answer.status_code != 201:
                raise RuntimeError(answer.content.decode())

        return send

    return replay(record([submission() for _ in range(FLOOR)]), stage.database_cpu)


def _pages(stage: Stage, seeded: Seeded) -> dict[str, Any]:
    from santai.capabilities.orders.models import Order

    number = Order.objects.filter(code_salt="bench").latest("pk").number
    name = Order.objects.get(number=number).applicant.name
    county = Order.objects.get(number=number).region_id
    clerk = _session(account_of(seeded.cast, "aid-clerk", county).pk)
    chief = _session(account_of(seeded.cast, "bureau-chief", CITY).pk)
    window = _session(account_of(seeded.cast, "window-clerk", county).pk)
    visits = {
        "inbox": [_get("/desk/", clerk), _get("/desk/", chief)],
        "people": [_search(name, window), _search(name[:2], window)],
        "order": [_get(f"/desk/orders/{number}/", reader) for reader in (clerk, chief)],
    }
    return {name: _page(stage, requests) for name, requests in visits.items()}


def _get(path: str, session: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n\r\n"


def _search(text: str, session: str) -> str:
    """Looking somebody up goes by POST, so that names do not stand in addresses."""
    body = urlencode({"q": text, "csrfmiddlewaretoken": TOKEN})
    lines = [
        "POST /counter/ HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: sessionid={session}; csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def _page(stage: Stage, visits: list[str]) -> dict[str, Any]:
    """The slower of the readers: a clerk of one county, a chief of the whole city."""
    figures = []
    for request in visits:
        _measure(stage.port, [request] * 10, 1, 200)
        figures.append(_measure(stage.port, [request] * PAGE_REQUESTS, 1, 200))
    return max(figures, key=lambda figure: float(figure["p95_ms"]))


def _measure(port: int, requests: list[str], clients: int, expect: int) -> dict[str, Any]:
    plan = {"port": port, "requests": requests, "clients": clients, "expect": expect}
    done = subprocess.run(
        [sys.executable, "-m", "santai.project.bench.client"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout))


def _session(account: int) -> str:
    from django.contrib.auth import get_user_model
    from django.test import Client

    browser = Client()
    browser.force_login(get_user_model().objects.get(pk=account))
    return str(browser.session.session_key)


class _Requests:
    """Submissions as partners send them: a new applicant each time, another side, an own key."""

    def __init__(self, seeded: Seeded) -> None:
        self._key = seeded.api_key
        self._regions = [county.code for county in seeded.ground.counties]
        self._count = 0

    def parts(self) -> tuple[str, dict[str, str], str]:
        self._count += 1
        mark = uuid.uuid4().hex[:8].upper()
        body = {
            "service": SERVICE,
            "region": self._regions[self._count % len(self._regions)],
            "applicant": {
                "name": "压测申请人",
                "id_type": "passport",
                "id_number": f"E{mark}",
                "phone": f"1980{self._count % 10**7:07}",
                "groups": ["农民工"],
            },
            "opposite": {"name": f"压测公司{mark}", "kind": "enterprise"},
            "answers": {"matter": "劳动报酬", "facts": "工程完工三个月，工资一直没有结清。" * 8},
        }
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": uuid.uuid4().hex}
        return "/api/v1/orders", headers, json.dumps(body)

    def several(self, many: int) -> list[str]:
        return [self._whole(*self.parts()) for _ in range(many)]

    def _whole(self, path: str, headers: dict[str, str], body: str) -> str:
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",  # ASCII only: json.dumps escapes the rest
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + body


def _print(result: dict[str, Any], orders: int) -> None:
    print("\nsubmissions over HTTP, every commit durable")
    for clients, figure in result["submit"].items():
        print(
            f"  {clients:>2} clients  {figure['per_s']:7.1f} /s   p95 {figure['p95_ms']:6.1f} ms"
            f"   {figure['cpu_ms']:5.2f} ms CPU each (server and database)"
        )
    floor = result["floor"]
    print(
        f"  the same {floor['statements']} statements by psycopg alone: {floor['per_s']:.1f} /s,"
        f" {floor['cpu_ms']:.2f} ms CPU; ratio {result['ratio']}"
    )
    print(f"pages with {orders:,} open orders")
    for name, figure in result["pages"].items():
        print(f"  {name:<7} p50 {figure['p50_ms']:6.1f} ms   p95 {figure['p95_ms']:6.1f} ms")


def _print_pages(costs: dict[str, Any], painted: dict[str, Any], orders: int) -> None:
    print(f"every page with {orders:,} open orders, CPU of server and database, in process")
    for line in pages.told(costs):
        print(line)
    dear = pages.too_dear(costs)
    print(f"  too dear: {', '.join(dear) or 'none'}", flush=True)
    print("first paint on a phone")
    for line in paint.told(painted):
        print(line, flush=True)
