from django.db.models import TextChoices


class PartyRole(TextChoices):
    APPLICANT = "applicant", "申请人"
    AGENT = "agent", "代理人"
    OPPOSITE = "opposite", "对方当事人"


class MaterialState(TextChoices):
    WANTED = "wanted", "待提交"
    UPLOADED = "uploaded", "已上传"
    RECEIVED = "received", "已接收"
    HANDED_OVER = "handed_over", "移交中"
    RETURNED = "returned", "已退还"
    WAIVED = "waived", "免交"


class Link(TextChoices):
    """How a child order came from its parent."""

    ASSIST = "assist", "协办"
    REFERRAL = "referral", "转介"
    SPLIT = "split", "拆分"
    REMEDY = "remedy", "异议"
    COMPLAINT = "complaint", "投诉"
    MERGED = "merged", "并入"


SATISFIED = frozenset({"非常满意", "满意", "基本满意"})
DISSATISFIED = frozenset({"不满意", "非常不满意"})
