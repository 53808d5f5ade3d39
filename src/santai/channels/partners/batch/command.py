"""The decisions of `santai intake`: who takes in, where files go, what the exit code says."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from santai.capabilities.people.access import Actor, ActorPost, actor_for
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.queries import organisation_named, organisations_in, region_path
from santai.catalogue.current import catalogue
from santai.channels.partners.batch.intake import Result, Stopped, opened, take_in
from santai.channels.partners.batch.places import Gazetteer
from santai.channels.partners.batch.records import Source, Unusable
from santai.channels.partners.batch.reports import Report
from santai.channels.partners.batch.rows import Defaults, RowReader
from santai.kernel.errors import Refusal
from santai.kernel.workdays import ZONE

if TYPE_CHECKING:
    from santai.capabilities.places.models import Organisation

CHANNEL = "partners"
SERVICE = "consultation/legal"
DONE, REJECTS, UNUSABLE = 0, 1, 2


def intake(args: argparse.Namespace) -> int:
    """Take the file in; gives the exit code."""
    try:
        source = opened(args.file)
        defaults, actor = _prepared(args)
        report = Report(_report_path(args))
    except (Unusable, Refusal, OSError) as error:
        print(_message(error), file=sys.stderr)
        return UNUSABLE
    print(
        f"{args.file.name}：约 {source.total:,} 行。没有写地区的行按{_place(defaults.region)}受理。"
    )
    return _run(source, defaults, actor, report, args)


def _run(
    source: Source, defaults: Defaults, actor: Actor, report: Report, args: argparse.Namespace
) -> int:
    rejects = source.rejects(report.path.with_name(f"{report.path.stem}-退回{args.file.suffix}"))
    try:
        counts = take_in(
            source,
            actor=actor,
            reader=RowReader(defaults, timezone.now()),
            report=report,
            rejects=rejects,
            screen=sys.stderr,
            clock=timezone.now,
        )
    except KeyboardInterrupt:
        print(f"已停下。做完的都保存了，再运行同一条命令会接着做。逐行结果：{report.path}")
        raise
    except Stopped:
        print("数据库连不上，已停下。恢复后再运行同一条命令会接着做。", file=sys.stderr)
        return REJECTS
    print("，".join(f"{result} {counts[result]:,}" for result in Result))
    print(f"逐行结果：{report.path}")
    if counts[Result.REJECTED]:
        print(f"退回的行：{rejects.path}（改好后导入这个文件即可）")
    return REJECTS if counts[Result.REJECTED] else DONE


def _prepared(args: argparse.Namespace) -> tuple[Defaults, Actor]:
    """Raises Unusable for options that name nothing."""
    today = timezone.now().astimezone(ZONE).date()
    try:
        service = catalogue().service(args.service, "", today)
    except LookupError:
        raise Unusable(f"没有事项“{args.service}”。") from None
    named = args.organisation and _organisation(args.organisation)
    centre = named or _widest(service.handler)
    region = Gazetteer("").code(args.region) if args.region else centre.region_id
    actor = _partner(args.account) if args.account else _importer(centre)
    defaults = Defaults(service.id, region, args.source, named.pk if named else None)
    return defaults, actor


def _widest(kind: str) -> Organisation:
    """The organisation at the highest level that decides the service: where a row without a place
    goes.
    """
    found = organisations_in("", kinds=(kind,)).order_by("region__level", "region_id", "pk").first()
    if found is None:
        raise Unusable(
            "系统里还没有办理这个事项的单位，请先建立单位，或用 --region、--organisation 指定。"
        )
    return found


def _organisation(text: str) -> Organisation:
    """By its code, or by its whole name."""
    found = organisation_named(text)
    if found is None:
        raise Unusable(f"没有找到唯一的单位“{text}”，请给单位代码。")
    return found


def _partner(username: str) -> Actor:
    """A partner's account, so that its system sees the orders and gets their events."""
    account = get_user_model().objects.filter(username=username, kind=AccountKind.PARTNER).first()
    if account is None:
        raise Unusable(f"没有外部系统账号“{username}”。")
    return actor_for(account, CHANNEL, timezone.now().astimezone(ZONE).date())


def _importer(centre: Organisation) -> Actor:
    """Whoever may run commands on the server takes in on behalf of the centre, and for nothing
    else.
    """
    post = ActorPost(
        id=0,
        role="partner-system",
        organisation_id=centre.pk,
        organisation_kind=centre.kind,
        region=prefix(centre.region_id),
        permissions=frozenset({"intake"}),
        sees="organisation",
        reads_only=False,
    )
    return Actor(kind="partner", name="批量导入", channel=CHANNEL, posts=(post,))


def _report_path(args: argparse.Namespace) -> Path:
    if args.report is not None:
        return Path(args.report)
    folder = Path(settings.DATA) / "intake"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now: datetime = timezone.now().astimezone(ZONE)
    return folder / f"{args.file.stem}-{now:%Y%m%d-%H%M%S}.csv"


def _place(region: str) -> str:
    path = region_path(region)
    return f"“{path[-1].full_name}”" if path else region


def _message(error: Exception) -> str:
    if isinstance(error, FileExistsError):
        return f"报告文件已经存在，请换一个：{error.filename}"
    return getattr(error, "message", "") or str(error)
