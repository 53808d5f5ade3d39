"""The API as such: who gets in, and what it says of itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import validate

from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account, ApiKey, Post
from santai.channels.partners.problems import TITLES
from tests import world as w
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult

# --- who gets in


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic eDp5",
        "bearer\twrong",
        "Bearer 键",
        "x" * 9000,
    ],
)
def test_without_a_key_nobody_gets_in(stranger: Caller, header: str) -> None:
    response = stranger("GET", "/orders", Authorization=header)
    assert (response.status_code, response.json()["code"]) == (401, "unauthorised")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="santai"'


def test_a_key_works_until_it_is_revoked_expires_or_the_account_is_closed(
    call: Caller, partner: Account
) -> None:
    """A6: at the next request."""
    assert call("GET", "/orders").status_code == 200
    for change in ({"is_active": False}, {"expires": timezone.now() - timedelta(seconds=1)}):
        ApiKey.objects.update(**change)
        assert call("GET", "/orders").status_code == 401
        ApiKey.objects.update(is_active=True, expires=None)
    Account.objects.filter(pk=partner.pk).update(is_active=False)
    assert call("GET", "/orders").status_code == 401


def test_a_partner_whose_post_ended_may_take_in_nothing(call: Caller, partner: Account) -> None:
    Post.objects.filter(account=partner).update(ends=w.TODAY)
    assert call.submit(consult()).status_code == 403
    assert Order.objects.count() == 0


def test_an_old_key_of_a_submission_opens_nothing_that_a_lost_post_has_closed(
    call: Caller, partner: Account
) -> None:
    """The replay would else show how the order stands today, and its query code."""
    assert call.submit(consult()).status_code == 201
    Post.objects.filter(account=partner).update(ends=w.TODAY)
    replay = call.submit(consult())
    assert replay.status_code in {403, 404}
    assert "query_code" not in replay.json()


def test_a_session_of_the_desk_opens_nothing_here(world: w.World) -> None:
    client = Client()
    client.force_login(world.accounts[("window-clerk", w.YE)])
    assert client.get("/api/v1/orders").status_code == 401


def test_every_operation_but_the_description_needs_a_key(stranger: Caller) -> None:
    for path, methods in _description(stranger)["paths"].items():
        place = path.removeprefix("/api/v1").format(
            number="26000000000", action="note", service_id="consultation/legal",
            file_id=1, document_id=1, webhook_id=1, sms_id=1,
        )  # fmt: skip
        for method in methods:
            assert stranger(method.upper(), place, {}).status_code == 401, (method, path)


# --- what it says of itself


def _description(caller: Caller) -> dict[str, Any]:
    response = caller("GET", "/openapi.json")
    assert response.status_code == 200
    return dict(response.json())


def test_the_description_is_openapi_3_1_and_valid(stranger: Caller) -> None:
    description = _description(stranger)
    assert description["openapi"].startswith("3.1")
    validate(description)


def test_each_service_has_its_own_shape_told_apart_by_its_id(stranger: Caller) -> None:
    """CAT: a new file of the catalogue shows here by itself."""
    description = _description(stranger)
    body = description["paths"]["/api/v1/orders"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    mapping = schema["discriminator"]["mapping"]
    assert set(mapping) >= {"consultation/legal", "legal-aid/civil"}
    shape = description["components"]["schemas"][mapping["consultation/legal"].rsplit("/", 1)[1]]
    answers = shape["allOf"][1]["properties"]["answers"]
    assert answers["required"] == ["question"]
    assert shape["allOf"][1]["properties"]["service"] == {"const": "consultation/legal"}


def test_every_refusal_is_declared_as_a_problem_document(stranger: Caller) -> None:
    for path, operations in _description(stranger)["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], path
                    assert int(status) in TITLES


def test_a_submission_fits_the_schema_of_its_service(call: Caller) -> None:
    import jsonschema

    schema = call("GET", "/services/consultation/legal/schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(consult())
    for wrong in ({"answers": {}}, {"service": "legal-aid/civil"}, {"region": "4104"}, {"x": 1}):
        assert not validator.is_valid(consult(**wrong)), wrong


def test_answers_have_the_shape_that_is_declared(
    call: Caller, settings: Any, world: w.World
) -> None:
    """Outputs are built by hand; this holds them to the description."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    made = call.submit(consult()).json()
    number = made["number"]
    hook = {"url": "http://127.0.0.1:1/"}
    asked: list[tuple[str, str, str, Any]] = [
        ("get", "/services", "/services", None),
        ("get", "/services/{service_id}", "/services/consultation/legal", None),
        ("get", "/services/{service_id}/schema", "/services/consultation/legal/schema", None),
        ("get", "/orders", "/orders", None),
        ("get", "/orders/{number}", f"/orders/{number}", None),
        ("post", "/orders/{number}/actions/{action}", f"/orders/{number}/actions/note",
         {"facts": {"text": "一"}}),
        ("post", "/webhooks", "/webhooks", hook),
        ("get", "/webhooks", "/webhooks", None),
    ]  # fmt: skip
    description = _description(call)
    _fits(description, "/orders", "post", 201, made)
    for method, declared, place, body in asked:
        response = call(method.upper(), place, body)
        assert response.status_code in {200, 201}, (place, response.content.decode())
        _fits(description, declared, method, response.status_code, response.json())


def _fits(description: dict[str, Any], path: str, method: str, status: int, body: Any) -> None:
    import jsonschema

    declared = description["paths"][f"/api/v1{path}"][method]["responses"][str(status)]
    schema = declared["content"]["application/json"]["schema"]
    whole = {**schema, "components": description["components"]}
    jsonschema.Draft202012Validator(whole).validate(body)


# --- addresses and methods


@pytest.mark.parametrize("path", ["/", "/nothing", "/orders/1/2/3/4", "/../admin", "/webhooks/0x1"])
def test_an_address_that_does_not_exist_is_a_problem_document(call: Caller, path: str) -> None:
    response = call("GET", path)
    assert response.status_code in {404, 422}
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/orders"), ("PATCH", "/orders/1"), ("DELETE", "/orders/1")]
)
def test_a_wrong_method_says_which_are_right(call: Caller, method: str, path: str) -> None:
    response = call(method, path, {})
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.headers["Allow"].split(", ")) <= {"GET", "POST"}


# --- the guide


def test_the_guide_says_what_to_bring_how_long_and_which_law(call: Caller) -> None:
    guide = call("GET", f"/services/legal-aid/civil?region={w.YE}").json()
    assert guide["title"] == "民事法律援助"
    assert guide["materials"]
    assert any(law["title"].startswith("《法律援助法》") for law in guide["basis"])
    assert any(clock["limit"] for state in guide["states"] for clock in state["clocks"])


@pytest.mark.parametrize(
    "service", ["nothing", "consultation/nothing", "a/b/c", "%00", "consultation"]
)
def test_a_service_that_does_not_exist_is_not_found(call: Caller, service: str) -> None:
    assert call("GET", f"/services/{service}").status_code == 404
    assert call("GET", f"/services/{service}/schema").status_code == 404
