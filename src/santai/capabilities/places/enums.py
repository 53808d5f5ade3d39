from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Setting(TextChoices):
    """Where a venue sits: in its own rooms, or with a host (CEN-03, CEN-24, CEN-38)."""

    OWN = "own", _("独立场所")
    GOVERNMENT_HALL = "government-hall", _("政务服务大厅窗口")
    CONVENIENCE_HALL = "convenience-hall", _("便民服务大厅")
    LEGAL_AID_CENTRE = "legal-aid-centre", _("法律援助中心")
    JUDICIAL_OFFICE = "judicial-office", _("司法所（站所合一）")
    VILLAGE_COMMITTEE = "village-committee", _("村（居）委会")
    SCHOOL = "school", _("校园")
    BARRACKS = "barracks", _("军营")
    STARTUP_PARK = "startup-park", _("创业园区")
    MOBILE = "mobile", _("流动服务点")
    OTHER = "other", _("其他")


class Access(TextChoices):
    """What a venue offers people who see, hear or move with difficulty (GRP-06, GRP-07)."""

    RAMP = "ramp", _("无障碍坡道")
    LIFT = "lift", _("无障碍电梯")
    TOILET = "toilet", _("无障碍卫生间")
    LOW_COUNTER = "low-counter", _("低位服务台")
    WHEELCHAIR = "wheelchair", _("轮椅")
    TACTILE_PATH = "tactile-path", _("盲道")
    HEARING_AID = "hearing-aid", _("助听设备")
    SIGN_LANGUAGE = "sign-language", _("手语服务")
    READING_GLASSES = "reading-glasses", _("老花镜")
    GREEN_WINDOW = "green-window", _("绿色窗口")
    DOOR_TO_DOOR = "door-to-door", _("上门服务")


class Aspect(TextChoices):
    """The twelve aspects a province's framework describes each platform by (CEN-05)."""

    GOAL = "goal", _("建设目标")
    PLAN = "plan", _("建设规划")
    PRINCIPLE = "principle", _("建设原则")
    PLATFORM = "platform", _("平台设置")
    ITEMS = "items", _("服务项目")
    CONTENT = "content", _("服务内容")
    MODE = "mode", _("服务方式")
    CARRIER = "carrier", _("服务载体")
    PLACE = "place", _("服务场所")
    STAFF = "staff", _("服务人员")
    NORM = "norm", _("服务规范")
    OPENNESS = "openness", _("服务公开")


# Whoever serves citizens (DIR-02), where one can walk in first; offices that do not receive them are not in it.
RECEIVING = (
    "centre",
    "station",
    "legal-aid-agency",
    "notary-office",
    "law-firm",
    "grassroots-office",
    "mediation-committee",
    "trade-mediation",
    "appraisal-body",
    "arbitration-commission",
    "labour-arbitration",
    "judicial-office",
)
