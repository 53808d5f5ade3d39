"""I1: whatever the description of the partner API allows or forbids is asked of it, by everybody.

schemathesis makes the requests. A server error never counts as a refusal; every answer has a status, a type and
a shape that the description declares. Everything a request changes is undone before the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup

from santai.channels.partners.routes import services
from tests import world as w
from tests.factories.partners import key_of, make_partner
from tests.reliability.sizes import report, size

ADDRESS = "/api/v1/openapi.json"
CHECKS = [
    checks.not_a_server_error,
    *(
        check
        for check in checks.CHECKS.get_all()
        if check.__name__
        in {
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
            "response_headers_conformance",
            "missing_required_header",
            "unsupported_method",
        }
    ),
]
SEED = 20261122


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application closes what it used after each request; here that is the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def callers(world: w.World, one_connection: None) -> dict[str, dict[str, str]]:
    """By name: what everybody who calls sends along."""
    partner = make_partner(world.office("12345", w.CITY))
    outsider = make_partner(world.office("bureau", w.ELSEWHERE), "outsider")
    bearer = {
        "partner": key_of(partner),
        "outsider": key_of(outsider),
        "a wrong key": "sk-" + "0" * 40,
    }
    named = {who: {"Authorization": f"Bearer {key}"} for who, key in bearer.items()}
    return {"nobody": {}, **named}


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())


def faults_of(
    headers: dict[str, str], cases: int, operations: Callable[[Any], bool] = lambda _: True
) -> tuple[list[str], Counter[int]]:
    """What is wrong with the answers to so many requests to each operation, and which answers there were."""
    faults: dict[str, str] = {}
    answers: Counter[int] = Counter()
    for found in _schema().get_all_operations():
        operation = found.ok()
        if not operations(operation):
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _ask(operation, mode, headers, cases, faults, answers)
    return sorted(faults.values()), answers


def _ask(
    operation: Any,
    mode: GenerationMode,
    headers: dict[str, str],
    cases: int,
    faults: dict[str, str],
    answers: Counter[int],
) -> None:
    @given(case=operation.as_strategy(mode))
    @settings(
        max_examples=cases,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        answers[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                faults[f"{operation.label} {fault.title}"] = (
                    f"{operation.label} → {answer.status_code}: {fault.title}: {str(fault)[:300]}"
                )

    try:
        ask()
    except schemathesis.errors.SchemathesisError:
        return  # nothing that the description forbids can be made for this one
    except Exception as nothing:
        if type(nothing).__name__ not in {"Unsatisfiable", "SkipTest", "Skipped"}:
            raise


@pytest.mark.parametrize("who", ["nobody", "a wrong key", "partner", "outsider"])
def test_no_request_is_a_fault_of_ours(callers: dict[str, dict[str, str]], who: str) -> None:
    cases = size(2, 700)
    faults, answers = faults_of(callers[who], cases)
    report(f"fuzz-api-{who.replace(' ', '-')}", cases=answers.total(), answers=answers)
    assert faults == []
    assert answers.total() > 20 * cases


# --- the faults that are planted, and caught


def test_a_server_error_and_an_undeclared_answer_are_caught(
    callers: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> HttpResponse:
        raise ZeroDivisionError

    monkeypatch.setattr(services.answers, "service_brief", broken)
    faults, answers = faults_of(
        callers["partner"], 2, lambda operation: operation.label == "GET /api/v1/services"
    )
    assert answers[500] > 0
    assert any("Server error" in fault for fault in faults)
