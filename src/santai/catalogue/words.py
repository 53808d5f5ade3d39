"""The words people use for what the files call by an id."""

from __future__ import annotations

from santai.catalogue.schema import Door, Kind, Level, Stage, Turn

DOORS = {
    Door.PORTAL: "网上",
    Door.COUNTER: "窗口",
    Door.HOTLINE: "热线",
    Door.TERMINAL: "自助终端",
    Door.PARTNERS: "其他单位转来",
}
LEVELS = {
    Level.NATION: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇级",
    Level.VILLAGE: "村级",
}
TURNS = {
    Turn.APPLICANT: "等申请人",
    Turn.AGENCY: "单位办理",
    Turn.ASSIGNEE: "承办人办理",
    Turn.OTHER_BODY: "其他部门办理",
    Turn.SUPERVISOR: "主管部门办理",
    Turn.NOBODY: "不用办理",
}
STAGES = {Stage.OPEN: "办理中", Stage.COMPLETED: "已办结", Stage.CLOSED: "已归档"}
SERVED = {"citizen": "公民", "enterprise": "企业", "organisation": "其他组织"}
PARTICULARS = {
    "name": "姓名或者名称",
    "id_number": "证件号码",
    "phone": "电话",
    "address": "地址",
    "groups": "人群类别",
}
ACTORS = {
    "applicant": "申请人",
    "opposite": "对方当事人",
    "assignee": "承办人",
    "handler": "办理单位",
    "intake": "受理单位",
    "supervisor": "主管部门",
    "system": "系统",
    "agency": "办理单位",
}
OPPOSITE = {"none": "不问", "optional": "可以填", "required": "要填"}
KINDS = {
    Kind.TEXT: "一行文字",
    Kind.LONG_TEXT: "文字",
    Kind.CHOICE: "选一项",
    Kind.CHOICES: "选几项",
    Kind.MONEY: "金额",
    Kind.NUMBER: "整数",
    Kind.DATE: "日期",
    Kind.YES_NO: "是或者否",
    Kind.REGION: "地区",
    Kind.ID_NUMBER: "身份证号",
    Kind.PHONE: "电话",
    Kind.ORDER: "工单编号",
    Kind.SERVICE: "事项",
    Kind.PRACTITIONER: "法律服务人员",
    Kind.ORGANISATION: "单位",
    Kind.ACCOUNT: "同事",
    Kind.MATERIALS: "材料",
}
