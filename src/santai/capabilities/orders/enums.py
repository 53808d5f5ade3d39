from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NOBODY = "未留姓名"  # a question may be asked without saying who asks
WITHDRAWN = "withdrawn"  # the outcome (lifecycle.yaml) of an order its applicant took back


class PartyRole(TextChoices):
    APPLICANT = "applicant", _("申请人")
    AGENT = "agent", _("代理人")
    OPPOSITE = "opposite", _("对方当事人")


class MaterialState(TextChoices):
    WANTED = "wanted", _("待提交")
    UPLOADED = "uploaded", _("已上传")
    RECEIVED = "received", _("已接收")
    HANDED_OVER = "handed_over", _("移交中")
    RETURNED = "returned", _("已退还")
    WAIVED = "waived", _("免交")


class Link(TextChoices):
    """How a child order came from its parent."""

    ASSIST = "assist", _("协办")
    REFERRAL = "referral", _("转介")
    SPLIT = "split", _("拆分")
    REMEDY = "remedy", _("异议")
    COMPLAINT = "complaint", _("投诉")
    MERGED = "merged", _("并入")
    SUMMONED = "summoned", _("对方")


class Correctable(TextChoices):
    """What the person a matter is about may ask to have put right in it; an identity number takes papers."""

    NAME = "name", _("姓名")
    PHONE = "phone", _("联系电话")
    ADDRESS = "address", _("联系地址")
    OTHER = "other", _("其他内容")


SATISFIED = frozenset({"非常满意", "满意", "基本满意"})
DISSATISFIED = frozenset({"不满意", "非常不满意"})
SETTLING = frozenset({"已接通", "拒绝回访"})  # results of a call after which nobody calls again
