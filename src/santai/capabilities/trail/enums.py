from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the trail keeps (等保 8.1.4.3: every user, when, who, what, with which result)."""

    SIGNED_IN = "signed-in", _("登录")
    SIGNED_OUT = "signed-out", _("退出")
    REFUSED = "refused", _("登录没有成功")
    POST_GIVEN = "post-given", _("给岗位")
    POST_ENDED = "post-ended", _("收回岗位")
    CLOSED = "closed", _("停用账号")
    REOPENED = "reopened", _("恢复账号")
    PASSWORD = "password", _("换密码")
    SECOND_RESET = "second-reset", _("重置第二步验证")
    KEY_ISSUED = "key-issued", _("发接口密钥")
    KEY_REVOKED = "key-revoked", _("作废接口密钥")
    LINKED = "linked", _("指定承办账号")
    ASKED = "asked", _("申请复核")
    APPROVED = "approved", _("批准")
    DENIED = "denied", _("不批准")
    USED = "used", _("凭批准办理")
    EXPORTED = "exported", _("导出")
    REVEALED = "revealed", _("看完整信息")
    EMERGENCY = "emergency", _("紧急查阅")
    NOT_THERE = "not-there", _("紧急查阅，没有这个工单")
    JUDGED = "judged", _("复查紧急查阅")
    LEDGER = "ledger", _("账本告警")
    KEEPING = "keeping", _("到期删除个人信息")
    KNOWLEDGE = "knowledge", _("知识库变动")
    PAYEE_ENTERED = "payee-entered", _("填写收款账户")
    PAYEE_CONFIRMED = "payee-confirmed", _("确认收款账户")
    PAYEE_DROPPED = "payee-dropped", _("不用填写的收款账户")


GROUPS = {
    "sign-ins": (_("登录"), (Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.REFUSED)),
    "rights": (
        _("权限变动"),
        (
            *(Kind.POST_GIVEN, Kind.POST_ENDED, Kind.CLOSED, Kind.REOPENED, Kind.PASSWORD),
            *(Kind.SECOND_RESET, Kind.KEY_ISSUED, Kind.KEY_REVOKED, Kind.LINKED),
        ),
    ),
    "four-eyes": (_("双人复核"), (Kind.ASKED, Kind.APPROVED, Kind.DENIED, Kind.USED)),
    "reading": (
        _("导出和查阅"),
        (Kind.EXPORTED, Kind.REVEALED, Kind.EMERGENCY, Kind.NOT_THERE, Kind.JUDGED),
    ),
    "ledger": (_("账本告警"), (Kind.LEDGER,)),
    "keeping": (_("到期删除"), (Kind.KEEPING,)),
    "knowledge": (_("知识库"), (Kind.KNOWLEDGE,)),
    "money": (
        _("收款账户"),
        (Kind.PAYEE_ENTERED, Kind.PAYEE_CONFIRMED, Kind.PAYEE_DROPPED),
    ),
}
