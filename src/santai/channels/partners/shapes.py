"""What partners send and get, as types: the source of the OpenAPI file.

Inputs are checked against these; outputs are built by hand in `answers` (the submit path is hot)
and a test holds them to these shapes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)
from pydantic_core import PydanticCustomError

Code = Annotated[
    str, Field(pattern=r"^[0-9]{12}$", description="12 位区划代码", examples=["410402000000"])
]
Number = Annotated[
    str, Field(pattern=r"^[0-9]{11}$", description="工单号", examples=["26483920715"])
]
MOST_GROUPS = 20


def _written(value: object) -> object:
    """Pydantic would take a bare number for seconds since 1970."""
    if not isinstance(value, str):
        raise PydanticCustomError("timezone_aware", "a moment is a string")
    return value


def _ours(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2100:
        raise PydanticCustomError("timezone_aware", "not of our time")
    return moment


When = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_written), AfterValidator(_ours)
]


class Input(BaseModel):
    """Unknown keys are refused, and "1" is not 1."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Wishes(Input):
    """How somebody in danger may be reached."""

    may_call: bool | None = None
    when: str | None = Field(default=None, max_length=100)
    say_who: bool | None = None
    words: str | None = Field(default=None, max_length=100)


class Person(Input):
    """A party. Leave out what you do not know; never invent a number."""

    name: str = Field(default="", max_length=100)
    kind: Literal["citizen", "enterprise", "organisation"] = "citizen"
    id_type: str = Field(default="", max_length=20)
    id_number: str = Field(default="", max_length=30)
    phone: str = Field(default="", max_length=30)
    address: str = Field(default="", max_length=200)
    groups: list[Annotated[str, Field(max_length=20)]] = Field(
        default_factory=list, max_length=MOST_GROUPS
    )
    language: str = Field(default="", max_length=20)
    safe_contact: Wishes | None = None


class OrderIn(Input):
    """One matter to be taken in."""

    service: str = Field(max_length=80, examples=["consultation/legal"])
    region: Code
    applicant: Person = Person()
    answers: dict[str, Any] = Field(
        default_factory=dict, description="按事项填写，格式见 GET /services/{id}/schema"
    )
    opposite: Person | None = None
    agent: Person | None = None
    reference: str = Field(default="", max_length=100, description="贵系统自己的编号，写进工单留痕")
    received_at: When | None = Field(
        default=None, description="贵系统的受理时间，写进工单留痕；时限从本系统收到时起算"
    )


class ActionIn(Input):
    facts: dict[str, Any] = Field(default_factory=dict, description="这个动作需要的内容")


class WebhookIn(Input):
    url: str = Field(max_length=500, examples=["https://example.cn/santai"])
    topics: list[Annotated[str, Field(pattern=r"^order\.[a-z][a-z_]{0,50}$")]] = Field(
        default_factory=list, max_length=100, description="如 order.submitted；空为全部"
    )
    services: list[Annotated[str, Field(max_length=80)]] = Field(
        default_factory=list, max_length=100, description="事项 id；空为全部"
    )


class SmsReport(Input):
    sent: bool
    error: str = Field(default="", max_length=100)


class Heard(Input):
    """What a talk goes on from: send back what came with the last answer."""

    said: list[Annotated[str, Field(max_length=2000)]] = Field(max_length=30)
    answers: dict[Annotated[str, Field(max_length=60)], Literal["yes", "no", "unknown"]] = Field(
        max_length=30
    )
    asked: str = Field(max_length=60)


class Asked(Input):
    text: str = Field(min_length=1, max_length=2000, examples=["老板跑了，工资没给"])
    region: str = Field(default="", pattern=r"^([0-9]{12})?$", description="12 位区划代码")
    state: Heard | None = Field(default=None, description="上一次回答里的 state；第一次问不填")


# --- what comes back


class Cited(Output):
    title: str
    quote: str
    key: str = Field(description="标准答案的编号；法条为空")
    article: str = Field(description="法条，如“民法典 675”；标准答案为空")


class Step(Output):
    kind: Literal["apply", "book", "call", "nearest"]
    title: str
    service: str
    number: str


class Told(Output):
    says: list[str]
    asks: dict[str, str] | None
    sources: list[Cited]
    offer: Step | None
    calls: list[Step]
    signals: list[str]
    hand_over: bool
    answered: bool
    field: str
    service: str
    guide: str
    urgency: Literal["now", "soon", "calm"]
    state: Heard


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: dict[str, str] | None = None
    allowed: list[str] | None = None


class Organisation(Output):
    id: int
    name: str


class OrderBrief(Output):
    number: Number
    service: str
    version: str
    title: str
    state: str
    state_title: str
    stage: Literal["open", "completed", "closed"]
    turn: Literal["applicant", "agency", "assignee", "other_body", "supervisor", "nobody"]
    outcome: str
    region: Code
    organisation: Organisation
    due: datetime | None
    received_at: datetime
    completed_at: datetime | None
    closed_at: datetime | None
    seq: int = Field(description="最后一次留痕的序号，也是 ETag")


class Receipt(OrderBrief):
    query_code: str = Field(description="告诉申请人，凭它和工单号查进度")


class PersonOut(Output):
    role: str
    name: str
    id_number: str
    phone: str
    address: str
    groups: list[str]


class Moment(Output):
    seq: int
    at: datetime
    title: str
    who: str
    organisation: str
    channel: str
    source: str
    target: str
    data: dict[str, Any]


class Deadline(Output):
    name: str
    title: str
    state: str
    due_at: datetime
    explanation: str


class ActionOut(Output):
    name: str
    title: str
    confirm: str
    facts: dict[str, Any] = Field(description="facts 的 JSON Schema")


class FileOut(Output):
    id: int
    name: str
    type: str
    size: int
    sha256: str
    at: datetime


class DocumentOut(Output):
    id: int
    title: str
    number: str
    sha256: str
    at: datetime


class OrderOut(OrderBrief):
    says: str = Field(description="告诉申请人的话")
    people: list[PersonOut] = Field(description="除非贵系统受理，否则部分遮盖")
    timeline: list[Moment]
    clocks: list[Deadline]
    actions: list[ActionOut]
    files: list[FileOut]
    documents: list[DocumentOut]


class OrderPage(Output):
    orders: list[OrderBrief]
    next_page: int | None


class Acted(Output):
    order: OrderBrief
    seq: int


class ServiceBrief(Output):
    id: str
    version: str
    title: str
    title_en: str
    summary: str
    line: str
    serves: list[str]
    doors: list[str]
    fee: str


class Law(Output):
    cite: str
    title: str


class FieldOut(Output):
    key: str
    ask: str
    kind: str
    required: bool
    options: list[str]
    hint: str
    why: str


class MaterialOut(Output):
    key: str
    show: str
    required: bool
    original: bool
    copies: int
    commitment: bool
    note: str
    basis: list[Law]


class StateClock(Output):
    title: str
    limit: str
    basis: list[Law]


class StateOut(Output):
    name: str
    title: str
    says: str
    turn: str
    stage: str
    clocks: list[StateClock]


class Guide(ServiceBrief):
    """All a person needs to know before asking."""

    effective: str
    basis: list[Law]
    levels: list[str]
    handler: str
    applicant: dict[str, bool] = Field(description="申请人信息：是否必填")
    opposite: str
    form: list[FieldOut]
    materials: list[MaterialOut]
    states: list[StateOut]


class ServiceList(Output):
    services: list[ServiceBrief]


class WebhookOut(Output):
    id: int
    url: str
    topics: list[str]
    services: list[str]
    created_at: datetime
    waiting: int
    dead: int
    error: str


class WebhookMade(WebhookOut):
    secret: str = Field(description="验签用，只在建立时给出")


class WebhookList(Output):
    webhooks: list[WebhookOut]


class Revived(Output):
    revived: int


class Sms(Output):
    id: int
    phone: str
    text: str
    at: datetime


class SmsList(Output):
    messages: list[Sms]
