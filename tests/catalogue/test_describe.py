"""A service in plain words, and what differs between two of its versions or places."""

from __future__ import annotations

from santai.catalogue import Catalogue
from santai.catalogue.describe import differences, outline
from santai.catalogue.schema import Service
from tests.catalogue.workshop import DAY, PROVINCE, Workshop, lantern


def said(service: Service, catalogue: Catalogue) -> dict[str, str]:
    return {line.title: line.text for line in outline(service, catalogue)}


def test_everything_that_matters_is_said_in_words(service: Service, catalogue: Catalogue) -> None:
    lines = said(service, catalogue)

    assert lines["基本情况 · 渠道"] == "网上、窗口"
    assert lines["基本情况 · 收费"] == "80.00 元；挂一盏收一次；依据《试验法》第八条"
    assert lines["基本情况 · 申请人要填"] == (
        "姓名或者名称、电话、地址（可不填）、人群类别（可不填）"
    )
    assert lines["基本情况 · 不满意时"] == "回到“正在挂”重新办理"
    assert lines["要问的 · 申请事项"] == "选一项：灯笼、风筝、彩旗；必填"
    assert lines["要问的 · 晚上点亮"] == "是或者否；必填；申请事项是灯笼时才问"
    assert lines["要看的材料 · 身份证明"] == (
        "必须有；看原件；2 份；能共享核验的不用交；依据《试验法》第四条"
    )
    assert lines["规则 · 可以减免"] == (
        "“不看收入”；或者“收入低”；但是下面的除外：“有危险”；依据《试验法》第五条"
    )
    assert lines["规则 · 收入低"] == "家庭人均月收入不超过困难标准；依据《试验法》第六条"
    assert lines["审查中 · 轮到谁"] == "单位办理（办理中）"
    assert lines["审查中 · 时限（审查中）"] == (
        "从收到申请起 7 日；等您补材料期间暂停；可以延长 2 次，每次 10 日，由审批人员批准；"
        "依据《试验法》第三条"
    )
    assert lines["审查中 · 动作（请补材料）"] == (
        "由受理人员办理；之后是“等您补材料”；要填哪天之前、缺什么；只能办一次；出具补正通知书"
    )
    assert (
        lines["等您补材料 · 时限（等您补材料）"]
        == "由通知书写明；到期自动办理；依据《试验法》第三条"
    )
    assert lines["不准 · 救济"] == "不服的，可以60 日内提出 aid/appeal；依据《试验法》第九条"


def test_actions_that_every_order_has_are_left_out(service: Service, catalogue: Catalogue) -> None:
    assert "审查中 · 动作（撤回申请）" not in said(service, catalogue)


def test_a_service_does_not_differ_from_itself(service: Service, catalogue: Catalogue) -> None:
    assert differences(service, service, catalogue) == []


def test_what_a_layer_changes_is_said_in_words(workshop: Workshop) -> None:
    workshop.layer(
        "doors: [portal, counter, hotline]\n"
        "materials: {hardship: {remove: true}}\n"
        "form: {colour: {ask: 什么颜色}}\n"
        "title: 红灯笼许可\n"
        "states: {checking: {title: 请您看看, clock: {limit: 30 days}}}\n"
    )
    loaded = workshop.load()
    before, after = lantern(loaded, ""), loaded.service("aid/lantern", PROVINCE, DAY)

    assert [str(difference) for difference in differences(before, after, loaded)] == [
        "改 基本情况 · 事项：灯笼许可（aid/lantern） → 红灯笼许可（aid/lantern）",
        "改 基本情况 · 依据：《试验法》第一条、《试验法》第三条至第五条"
        " → 《试验法》第一条、《试验法》第三条至第五条、《服务承诺》",
        "改 基本情况 · 渠道：网上、窗口 → 网上、窗口、热线",
        "＋ 要问的 · 什么颜色：一行文字；最多 100",
        "改 审查中 · 动作（准予）：由审批人员办理；之后是“准许了，等人来挂”；要先有 identity、hardship"
        " → 由审批人员办理；之后是“准许了，等人来挂”；要先有 identity",
        "改 正在挂 · 动作（挂好了）：由承办人办理；之后是“等您看一眼” → 由承办人办理；之后是“请您看看”",
        "改 请您看看 · 轮到谁（原“等您看一眼 · 轮到谁”）：等申请人（办理中） → 等申请人（办理中）",
        "改 请您看看 · 时限（请您看看）（原“等您看一眼 · 时限（等您看一眼）”）："
        "15 日；可以延长 1 次，每次 5 日，由受理人员批准；到期自动办理；依据《服务承诺》"
        " → 30 日；可以延长 1 次，每次 5 日，由受理人员批准；到期自动办理；依据《服务承诺》",
        "改 请您看看 · 动作（满意）（原“等您看一眼 · 动作（满意）”）："
        "由申请人、系统办理；之后是“已办结” → 由申请人、系统办理；之后是“已办结”",
        "改 请您看看 · 动作（不满意）（原“等您看一眼 · 动作（不满意）”）："
        "由申请人办理；之后是“正在挂” → 由申请人办理；之后是“正在挂”",
        "－ 要看的材料 · 困难说明：必须有；可以用诚信承诺代替；“不看收入”时不用交",
    ]


def test_every_packaged_service_can_be_told(packaged: Catalogue) -> None:
    for name in packaged.ids:
        for version in packaged.versions(name):
            lines = outline(packaged.service_version(name, version), packaged)
            assert all(line.text for line in lines)
            assert len({line.key for line in lines}) == len(lines)
