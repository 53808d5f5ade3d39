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
from santai.kernel.words import word
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
        word("窗口人员"),
        "22-ck",
        word("叶县公共法律服务中心"),
        (
            word("开 1 号窗口，取一个号，再叫号。"),
            word("受理一件事：查一个电话或者姓名，试试只用键盘。"),
            word("接收一份材料，移交给法律援助中心，打印交接单。"),
        ),
    ),
    Part(
        word("热线坐席"),
        "shi-rx1",
        word("平顶山市 12348"),
        (
            word("签入，写下来电人的话，看右边给出的答复。"),
            word("当场答复并记下来；再试试转给 110。"),
            word("打开大屏，看今天的电话。"),
        ),
    ),
    Part(
        word("法律援助受理人员"),
        "22-sl",
        word("叶县法律援助中心"),
        (
            word("打开最急的一件，点开期限看它怎么算出来。"),
            word("一次告知补正，看期限怎样暂停。"),
            word("看一件办完的：从第一句话到归档的全部经过。"),
        ),
    ),
    Part(
        word("法律援助审批人员"),
        "22-sp",
        word("叶县法律援助中心"),
        (
            word("批准一件，看决定书。"),
            word("不予援助一件，看写给申请人的救济途径。"),
            word("批准或者不批准一个延期。"),
        ),
    ),
    Part(
        word("指派人员"),
        "22-zp",
        word("叶县法律援助中心"),
        (
            word("指派一件，看为什么推荐这几位律师。"),
            word("看谁因为利益冲突被排除。"),
            word("更换一位承办人。"),
        ),
    ),
    Part(
        word("律师"),
        "ls-001",
        word("律师事务所"),
        (word("接受一件指派。"), word("用手机通报进展。"), word("提交结案报告。")),
    ),
    Part(
        word("公证处受理人员"),
        "shi-gz",
        word("平顶山市鹰城公证处"),
        (
            word("看一件等申请人补材料的，期限停在哪一天。"),
            word("抽一次公证员，看抽取的公开页面。"),
            word("看一件不予办理的，写给申请人的下一步。"),
        ),
    ),
    Part(
        word("人民调解员"),
        "tj-001",
        word("叶县人民调解委员会"),
        (
            word("看一件约好了日子的调解。"),
            word("打开一份双方在手机上签了名的协议。"),
            word("看对方有自己的一件：各看各的，互不相见。"),
        ),
    ),
    Part(
        word("司法鉴定人"),
        "jd-001",
        word("平顶山市应河司法鉴定所"),
        (
            word("打开分给自己的一件，看检材在谁手里。"),
            word("记一次检验。"),
            word("看一件超期的，期限怎样算出来。"),
        ),
    ),
    Part(
        word("劳动仲裁受理人员"),
        "22-zc",
        word("叶县劳动人事争议仲裁委员会"),
        (
            word("看一件约好开庭的，通知了谁。"),
            word("看一件等被申请人答辩的。"),
            word("打开一份裁决书，看不服怎么办。"),
        ),
    ),
    Part(
        word("村（居）法律顾问"),
        "gw-001",
        word("叶县的一个乡镇，用手机最好"),
        (
            word("关掉网络，写一条工作日志，登记一次来访，拍一张照片。"),
            word("重新打开网络，看每一条怎样拿到编号，一条不多一条不少。"),
            word("故意少填一项再送出，看它留在手机上等您改。"),
        ),
    ),
    Part(
        word("回访员"),
        "22-hf",
        word("叶县公共法律服务中心"),
        (
            word("领一个回访，记下结果。"),
            word("看不满意的怎样回到办理单位。"),
            word("抽一个回访样本。"),
        ),
    ),
    Part(
        word("司法局负责人"),
        "shi-jz",
        word("平顶山市司法局"),
        (
            word("打开指挥屏，点一个数字看是哪些工单。"),
            word("督办几件超期的。"),
            word("导出一张表，打印一份日报。"),
        ),
    ),
    Part(
        word("审计人员"),
        "sheng-sj",
        word("河南省司法厅"),
        (
            word("打开任何一件，看看哪些能看、哪些看不到。"),
            word("试着办理一件：办不了。"),
            word("看统计，每个数都能打开。"),
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
