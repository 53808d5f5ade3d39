"""The words people use for what the files call by an id."""

from __future__ import annotations

from santai.catalogue.schema import Door, Kind, Level, Part, Service, Stage, Turn
from santai.kernel.words import Words, word

DOORS = Words(
    {
        Door.PORTAL: word("网上"),
        Door.COUNTER: word("窗口"),
        Door.HOTLINE: word("热线"),
        Door.TERMINAL: word("自助终端"),
        Door.PARTNERS: word("其他单位转来"),
        Door.VILLAGE: word("村居"),
    }
)
PUBLIC = frozenset(Door) - {Door.PARTNERS, Door.VILLAGE}  # doors that anybody may walk through
STAFFED = frozenset({Door.COUNTER, Door.PARTNERS})  # doors where staff write down what is asked
LEVELS = Words(
    {
        Level.NATION: word("国家级"),
        Level.PROVINCE: word("省级"),
        Level.CITY: word("市级"),
        Level.COUNTY: word("县级"),
        Level.TOWNSHIP: word("乡镇级"),
        Level.VILLAGE: word("村级"),
    }
)
TURNS = Words(
    {
        Turn.APPLICANT: word("等申请人"),
        Turn.AGENCY: word("单位办理"),
        Turn.ASSIGNEE: word("承办人办理"),
        Turn.OTHER_BODY: word("其他部门办理"),
        Turn.SUPERVISOR: word("主管部门办理"),
        Turn.NOBODY: word("不用办理"),
    }
)
STAGES = Words(
    {Stage.OPEN: word("办理中"), Stage.COMPLETED: word("已办结"), Stage.CLOSED: word("已归档")}
)
SERVED = Words(
    {"citizen": word("公民"), "enterprise": word("企业"), "organisation": word("其他组织")}
)
PARTICULARS = Words(
    {
        "name": word("姓名或者名称"),
        "id_number": word("证件号码"),
        "phone": word("电话"),
        "address": word("地址"),
        "groups": word("人群类别"),
    }
)
ACTORS = Words(
    {
        "applicant": word("申请人"),
        "opposite": word("对方当事人"),
        "assignee": word("承办人"),
        "handler": word("办理单位"),
        "intake": word("受理单位"),
        "supervisor": word("主管部门"),
        "system": word("系统"),
        "agency": word("办理单位"),
    }
)
OPPOSITE = Words({"none": word("不问"), "optional": word("可以填"), "required": word("要填")})
PARTS = Words(
    {
        Part.APPLICATION: word("申请登记"),
        Part.MATERIALS: word("材料清单"),
        Part.DOCUMENTS: word("文书"),
        Part.FILES: word("当事人和办理单位的文件"),
        Part.RECORD: word("办理经过"),
        Part.CLOCKS: word("时限记录"),
        Part.EVALUATION: word("评价和回访"),
        Part.LEDGER: word("存证记录"),
    }
)
KINDS = Words(
    {
        Kind.TEXT: word("一行文字"),
        Kind.LONG_TEXT: word("文字"),
        Kind.CHOICE: word("选一项"),
        Kind.CHOICES: word("选几项"),
        Kind.MONEY: word("金额"),
        Kind.NUMBER: word("整数"),
        Kind.DATE: word("日期"),
        Kind.YES_NO: word("是或者否"),
        Kind.REGION: word("地区"),
        Kind.ID_NUMBER: word("身份证号"),
        Kind.PHONE: word("电话"),
        Kind.ORDER: word("工单编号"),
        Kind.SERVICE: word("事项"),
        Kind.PRACTITIONER: word("法律服务人员"),
        Kind.ORGANISATION: word("单位"),
        Kind.ACCOUNT: word("同事"),
        Kind.MATERIALS: word("材料"),
        Kind.DOCUMENT: word("文书"),
        Kind.SIDE: word("一方当事人"),
        Kind.GUESTS: word("参加的人"),
    }
)


def is_public(service: Service) -> bool:
    """Whether it is shown to people: what only offices ask for at a counter (督办, 检查) is work between them."""
    between_offices = set(service.doors) <= STAFFED and "citizen" not in service.serves
    return bool(set(service.doors) & PUBLIC) and not between_offices
