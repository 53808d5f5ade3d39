"""The page that introduces a demonstration to a newcomer: who am I today, and three things to try as each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Venue
from santai.catalogue.schema import Turn
from santai.project.demo.cast import PASSWORD


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to be for a while: the account, and what to try."""

    title: str
    username: str
    place: str
    tries: tuple[str, ...]


PARTS = (
    Part(
        "窗口人员",
        "22-ck",
        "叶县公共法律服务中心",
        (
            "开 1 号窗口，取一个号，再叫号。",
            "受理一件事：查一个电话或者姓名，试试只用键盘。",
            "接收一份材料，移交给法律援助中心，打印交接单。",
        ),
    ),
    Part(
        "热线坐席",
        "shi-rx1",
        "平顶山市 12348",
        (
            "签入，写下来电人的话，看右边给出的答复。",
            "当场答复并记下来；再试试转给 110。",
            "打开大屏，看今天的电话。",
        ),
    ),
    Part(
        "法律援助受理人员",
        "22-sl",
        "叶县法律援助中心",
        (
            "打开最急的一件，点开期限看它怎么算出来。",
            "一次告知补正，看期限怎样暂停。",
            "看一件办完的：从第一句话到归档的全部经过。",
        ),
    ),
    Part(
        "法律援助审批人员",
        "22-sp",
        "叶县法律援助中心",
        (
            "批准一件，看决定书。",
            "不予援助一件，看写给申请人的救济途径。",
            "批准或者不批准一个延期。",
        ),
    ),
    Part(
        "指派人员",
        "22-zp",
        "叶县法律援助中心",
        ("指派一件，看为什么推荐这几位律师。", "看谁因为利益冲突被排除。", "更换一位承办人。"),
    ),
    Part(
        "律师",
        "ls-001",
        "律师事务所",
        ("接受一件指派。", "用手机通报进展。", "提交结案报告。"),
    ),
    Part(
        "回访员",
        "22-hf",
        "叶县公共法律服务中心",
        ("领一个回访，记下结果。", "看不满意的怎样回到办理单位。", "抽一个回访样本。"),
    ),
    Part(
        "司法局负责人",
        "shi-jz",
        "平顶山市司法局",
        ("打开指挥屏，点一个数字看是哪些工单。", "督办几件超期的。", "导出一张表，打印一份日报。"),
    ),
    Part(
        "审计人员",
        "sheng-sj",
        "河南省司法厅",
        (
            "打开任何一件，看看哪些能看、哪些看不到。",
            "试着办理一件：办不了。",
            "看统计，每个数都能打开。",
        ),
    ),
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Only where the demonstration was loaded: a real installation has no such page."""
    wanted = [part.username for part in PARTS]
    there = set(Account.objects.filter(username__in=wanted).values_list("username", flat=True))
    hall = Venue.objects.filter(organisation__demo=True, is_active=True).order_by("pk").first()
    if not there or hall is None:
        raise Http404
    mine = (
        Order.objects.filter(applicant__demo=True, turn=Turn.APPLICANT, stage="open")
        .order_by("-pk")
        .first()
    )
    context = {
        "parts": [part for part in PARTS if part.username in there],
        "password": PASSWORD,
        "order": mine,
        "code": code_of(mine) if mine else "",
        "hall": hall,
    }
    return render(request, "pages/start.html", context)
