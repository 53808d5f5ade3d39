from django.db.models import TextChoices


class Setting(TextChoices):
    """Where a venue sits: in its own rooms, or with a host (CEN-03, CEN-24, CEN-38)."""

    OWN = "own", "独立场所"
    GOVERNMENT_HALL = "government-hall", "政务服务大厅窗口"
    CONVENIENCE_HALL = "convenience-hall", "便民服务大厅"
    LEGAL_AID_CENTRE = "legal-aid-centre", "法律援助中心"
    JUDICIAL_OFFICE = "judicial-office", "司法所（站所合一）"
    VILLAGE_COMMITTEE = "village-committee", "村（居）委会"
    SCHOOL = "school", "校园"
    BARRACKS = "barracks", "军营"
    STARTUP_PARK = "startup-park", "创业园区"
    MOBILE = "mobile", "流动服务点"
    OTHER = "other", "其他"


class Access(TextChoices):
    """What a venue offers people who see, hear or move with difficulty (GRP-06, GRP-07)."""

    RAMP = "ramp", "无障碍坡道"
    LIFT = "lift", "无障碍电梯"
    TOILET = "toilet", "无障碍卫生间"
    LOW_COUNTER = "low-counter", "低位服务台"
    WHEELCHAIR = "wheelchair", "轮椅"
    TACTILE_PATH = "tactile-path", "盲道"
    HEARING_AID = "hearing-aid", "助听设备"
    SIGN_LANGUAGE = "sign-language", "手语服务"
    READING_GLASSES = "reading-glasses", "老花镜"
    GREEN_WINDOW = "green-window", "绿色窗口"
    DOOR_TO_DOOR = "door-to-door", "上门服务"


class Aspect(TextChoices):
    """The twelve aspects a province's framework describes each platform by (CEN-05)."""

    GOAL = "goal", "建设目标"
    PLAN = "plan", "建设规划"
    PRINCIPLE = "principle", "建设原则"
    PLATFORM = "platform", "平台设置"
    ITEMS = "items", "服务项目"
    CONTENT = "content", "服务内容"
    MODE = "mode", "服务方式"
    CARRIER = "carrier", "服务载体"
    PLACE = "place", "服务场所"
    STAFF = "staff", "服务人员"
    NORM = "norm", "服务规范"
    OPENNESS = "openness", "服务公开"
