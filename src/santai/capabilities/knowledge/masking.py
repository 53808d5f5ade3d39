"""Taking people out of a text before it leaves the protection of an order (KB-03; 个人信息保护法 4, 51, 73).

Two nets: what has a shape (numbers, plates, addresses), and what is said around a name. Neither is enough, so a
person reads every sentence afterwards; `leaks` is asked again of what they kept. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Surnames that hardly begin anything else; and those that are everyday words too, which need more around them.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪田姜范姚谭廖邹熊陆郝孔崔康邱"
    "秦史顾侯邵孟段雷钱汤尹黎乔贺赖龚庞樊兰殷洪翟倪严柳莫翁季俞章鲁葛聂焦岳齐毕耿欧梅祁童芦辛焉蒲邢路涂裴冉卓简詹鄢闫肖"
)
WORDS_TOO = "何高马余曾金石江万龙毛白武易常文方任安于温关成包向牛申覃施付代古舒甘尤伍游解尚"
DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|百里|南宫|独孤"
SURNAME = rf"(?:{DOUBLE}|[{SURNAMES}])"
EVERYDAY = (
    "马上|和[我他她你您]|何时|安全|向[我他她]|从[来不没我]|应[该当]|"
    "管[不理]|常常|万一|方便|高[兴利]|连[续夜]|全[部都]"
)
VERBS = "跑欠说打借不没在是让有把就也都的了叫和与被给从向要去来已跟对，"
HAN = "\u4e00-\u9fff\u3400-\u4dbf"
NAMED = (
    r"(?:我叫|名叫|叫做|叫|姓名[:：]?|名字是|我是|本人|丈夫|妻子|老公|老婆|爱人|儿子|女儿|父亲|母亲|爸爸|妈妈|哥哥|弟弟|姐姐|妹妹|"
    r"房东|邻居|同事|朋友|同学|被告|原告|对方|被申请人|申请人|债务人|借款人|担保人|包工头|老板|工头|司机|车主|律师|医生|老师|法定代表人)"
)
TITLES = "(?:先生|女士|老板|经理|师傅|老师|医生|律师|主任|书记|村长|队长|会计|大爷|大妈|阿姨|叔叔)"
CALLED = (
    "(?:总(?![经体是会结数额计共])|工(?![作资人伤程地厂])|姐(?!妹)|哥(?!哥)|叔|婶|姨|嫂|某某|某)"
)
PUBLIC = re.compile(
    r"法院|检察院|公安|派出所|司法|法律援助|法律服务|仲裁|监察|政府|委员会|人社|社保|民政|税务|市场监管|住建|交警|妇联|工会|残联|公证处|银行|信访|消协"
)
HIDDEN = {
    "phone": "【电话】",
    "id": "【证件号】",
    "card": "【账号】",
    "plate": "【车牌】",
    "mail": "【邮箱】",
    "account": "【网络账号】",
    "born": "【出生日期】",
    "address": "【地址】",
    "body": "某单位",
    "name": "某人",
    "number": "【号码】",
}
SIGNS = {kind: chr(0xE000 + place) for place, kind in enumerate(HIDDEN)}
_NUMBER_BEFORE, _NUMBER_AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_GAP = r"[ \-—－‐]?"
PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("id", re.compile(rf"{_NUMBER_BEFORE}[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx]{_NUMBER_AFTER}")),
    ("id", re.compile(rf"{_NUMBER_BEFORE}[EGDSPHKMCTeg][A-Za-z]?[0-9]{{7,9}}{_NUMBER_AFTER}")),
    ("phone", re.compile(rf"{_NUMBER_BEFORE}(?:\+?86{_GAP})?1[3-9](?:{_GAP}[0-9]){{9}}{_NUMBER_AFTER}")),
    ("phone", re.compile(rf"{_NUMBER_BEFORE}0[0-9]{{2,3}}{_GAP}[2-9][0-9]{{6,7}}{_NUMBER_AFTER}")),
    ("card", re.compile(rf"{_NUMBER_BEFORE}[3-9](?:{_GAP}[0-9]){{14,18}}{_NUMBER_AFTER}")),
    ("plate", re.compile(PLATE)),
    ("account", re.compile(r"(?:微信号?|QQ号?|qq|抖音号?|支付宝账?号?)[:：是为 ]{0,3}[A-Za-z0-9_\-]{5,20}")),
    ("born", re.compile(r"(?:19|20)[0-9]{2}[年.\-/][0-9]{1,2}[月.\-/][0-9]{1,2}日?(?=出生|生[，。,； ]|生人)")),
    ("born", re.compile(r"(?<=出生日期)[:：为是]?(?:19|20)[0-9]{2}[年.\-/][0-9]{1,2}[月.\-/][0-9]{1,2}日?")),
    ("born", re.compile(r"(?:出生于|生于|生日是?)(?:19|20)[0-9]{2}[年.\-/][0-9]{1,2}[月.\-/][0-9]{1,2}日?")),
    ("number", re.compile(rf"{_NUMBER_BEFORE}[0-9](?:{_GAP}[0-9]){{6,}}{_NUMBER_AFTER}")),
)  # fmt: skip
PLACE = re.compile(
    rf"[{HAN}]{{2,8}}?(?:省|自治区|市|自治州|县|区|旗)?[{HAN}0-9]{{1,12}}?"
    rf"(?:[镇乡]|街道|村|社区|小区|花园|家园|[路街巷弄]|大道|胡同)[{HAN}0-9A-Za-z]{{0,10}}?"
    r"[0-9一二三四五六七八九十]{1,5}(?:号楼|号院|号|组|栋|幢|座|单元|室|户|楼|层)"
    r"(?:[0-9一二三四五六七八九十]{1,4}(?:号楼|号|栋|幢|座|单元|室|户|楼|层))*"
)
BODY = re.compile(
    rf"[{HAN}A-Za-z0-9（）()·]{{2,24}}?(?:有限责任公司|股份有限公司|有限公司|分公司|集团|公司|合作社|经营部|事务所|饭店|酒店|超市|"
    r"美容院|健身房|培训中心|幼儿园|工厂)"
)
NAME = re.compile(
    rf"({NAMED})({SURNAME}[{HAN}](?:(?![{VERBS}])[{HAN}])?|(?!{EVERYDAY})[{WORDS_TOO}][{HAN}]{{1,2}}?(?=$|[^{HAN}]|[{VERBS}]))"
)
TITLED = re.compile(
    rf"{SURNAME}(?:[{HAN}]{{0,2}}?{TITLES}|{CALLED})|(?<![{HAN}])[{WORDS_TOO}]{TITLES}"
)
STARTERS = re.compile(
    r"^(?:.*?(?:是|在|和|与|跟|给|到|由|被|把|向|叫|于|为|去|从|的|找|让|对|告|了|住|我们?|他们?|她们?|你们?|您|这家|那家|一家|本地))(?=.{2,})"
)
PLAIN = re.compile(
    r"(?:某|有|小|大|个|总|分|子|母|本|该|贵|原|物业|劳务|建筑|保险|装修|快递|网络|中介|搬家|旅游|培训|贷款|网贷|担保|律师|会计师|楼上|楼下|"
    r"隔壁|门口|开发|施工|分包|总包|承包|外包|用工|派遣|运输|物流|保洁|家政|直播|哺乳期|怀孕|上班|打工)*"
    r"(?:有限责任公司|股份有限公司|有限公司|分公司|集团|公司|合作社|经营部|事务所|饭店|酒店|超市|美容院|健身房|培训中心|幼儿园|工厂)"
)
SENTENCES = re.compile(r"[^。！？!?\n；;]+[。！？!?；;]?|\n+")


@dataclass(frozen=True, slots=True)
class Mask:
    """Something that was taken out: what kind, and how it read, for whoever may read the order."""

    kind: str
    was: str


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    masks: tuple[Mask, ...]


def deidentified(text: str, *, known: Iterable[str] = ()) -> list[Sentence]:
    """Sentence by sentence, with what was taken out of each. `known`: names, numbers and addresses of the matter."""
    told = sorted({one.strip() for one in known if len(one.strip()) > 1}, key=len, reverse=True)
    found = (one.strip() for one in SENTENCES.findall(text))
    return [_sentence(one, told) for one in found if one]


def leaks(text: str, *, known: Iterable[str] = ()) -> list[Mask]:
    """What would still be taken out of a text: an empty list before anything is kept."""
    return [mask for one in deidentified(text, known=known) for mask in one.masks]


def _sentence(text: str, told: list[str]) -> Sentence:
    """What is taken out is kept apart by signs of nobody's script, so that no net catches what another put in."""
    masks: list[Mask] = []

    def hide(kind: str, was: str) -> str:
        masks.append(Mask(kind, was))
        return SIGNS[kind]

    for word in told:
        if word in text:
            text = text.replace(word, hide("name", word))
    for kind, shape in SHAPES:
        text = shape.sub(lambda found, kind=kind: hide(kind, found[0]), text)  # type: ignore[misc]
    text = PLACE.sub(lambda found: _after_lead(found[0], "address", hide), text)
    text = BODY.sub(lambda found: _body(found[0], hide), text)
    text = NAME.sub(lambda found: found[1] + hide("name", found[2]), text)
    text = TITLED.sub(lambda found: hide("name", found[0]), text)
    for kind, sign in SIGNS.items():
        text = text.replace(sign, HIDDEN[kind])
    return Sentence(text, tuple(masks))


def _body(found: str, hide: Callable[[str, str], str]) -> str:
    """The name of a company, without the words that lead up to it; public bodies stay."""
    return found if PUBLIC.search(found) else _after_lead(found, "body", hide)


def _after_lead(found: str, kind: str, hide: Callable[[str, str], str]) -> str:
    name = found
    while lead := STARTERS.match(name):
        name = name[lead.end() :]
    return found if PLAIN.fullmatch(name) else found[: len(found) - len(name)] + hide(kind, name)
