"""The catalogue: what can be asked for, and how."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service
from santai.channels.partners import answers
from santai.channels.partners.openapi import order_schema
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import Guide, ServiceList
from santai.kernel.errors import Missing
from santai.kernel.workdays import ZONE

router = Router(tags=["services"])
Region = Annotated[str, Field(pattern=r"^([0-9]{12})?$"), Query("", description="12 位区划代码")]


@router.get("/services", response=responses(422, ok=ServiceList))
def list_services(request: HttpRequest, region: Region = "") -> HttpResponse:
    """这个地区今天能办的事项。"""
    found = catalogue().services(region, _today())
    return answers.answer({"services": [answers.service_brief(service) for service in found]})


@router.get("/services/{path:service_id}/schema", response=responses(404, 422, ok=dict))
def read_service_schema(request: HttpRequest, service_id: str, region: Region = "") -> HttpResponse:
    """提交这个事项时请求体的 JSON Schema。"""
    return answers.answer(order_schema(_service(service_id, region)))


@router.get("/services/{path:service_id}", response=responses(404, 422, ok=Guide))
def read_service(request: HttpRequest, service_id: str, region: Region = "") -> HttpResponse:
    """办事指南：谁能办、要什么、怎么办、多久、依据哪一条。"""
    return answers.answer(answers.guide(_service(service_id, region), region, _today()))


def _today() -> date:
    return timezone.now().astimezone(ZONE).date()


def _service(service_id: str, region: str) -> Service:
    try:
        return catalogue().service(service_id, region, _today())
    except LookupError:
        raise Missing("没有这个事项，或这个地区不办理。") from None
