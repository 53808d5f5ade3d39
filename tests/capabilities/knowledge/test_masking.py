"""Taking people out of a text (KB-03; 个人信息保护法 51, 73): shapes, what stands around a name, what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.knowledge.masking import HIDDEN, deidentified, leaks
from santai.capabilities.knowledge.queries import files_of


def masked(text: str, *known: str) -> str:
    return "".join(one.text for one in deidentified(text, known=known))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫王小明。", "我叫某人。"),
        ("电话138 1234 1234。", "电话【电话】。"),
        ("打0375-2345678找我。", "打【电话】找我。"),
        ("身份证410421199003071234。", "身份证【证件号】。"),
        ("身份证41042119900307123X。", "身份证【证件号】。"),
        ("卡号6222 0212 3456 7890 123。", "卡号【账号】。"),
        ("豫D12345的货车撞了我。", "【车牌】的货车撞了我。"),
        ("豫AD12345是新能源车。", "【车牌】是新能源车。"),
        ("我1990年3月7日出生。", "我【出生日期】出生。"),
        ("微信号 abc_12345，联系我。", "【网络账号】，联系我。"),
        ("写到 a.b@example.com。", "写到 【邮箱】。"),
        ("家住平顶山市叶县昆阳街道建设路12号3单元501室。", "家住【地址】。"),
        ("河南宏达建筑有限公司欠薪。", "某单位欠薪。"),
        ("我在郑州市鑫源劳务公司干活。", "我在某单位干活。"),
        ("老板李建国跑了。", "老板某人跑了。"),
        ("王老板说没钱。", "某人说没钱。"),
        ("邻居高某打我。", "邻居某人打我。"),
        ("订单号20251122001。", "订单号【号码】。"),
    ],
)
def test_what_names_somebody_is_taken_out(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我们到叶县人民法院起诉，农民工的工资还没有给。",
        "老板和我们说没有钱，马上跑了。",
        "公司不给钱，物业公司也不管。",
        "打 12348、110、12315 都可以。",
        "干了三个月，两万四千元工资没有给。",
        "2025年3月1日签的合同，12 个月。",
        "县劳动保障监察大队责令单位付清。",
        "丈夫打我，孩子三岁，我不敢回家。",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert masked(text) == text


def test_names_of_the_matter_are_taken_out_wherever_they_stand() -> None:
    assert masked("后来买买提江去了派出所。", "买买提江") == "后来某人去了派出所。"
    assert masked("后来买买提江去了派出所。") == "后来买买提江去了派出所。"


def test_what_was_taken_out_is_told_sentence_by_sentence() -> None:
    first, second = deidentified("我叫王小明。工资没有给。")
    assert [(mask.kind, mask.was) for mask in first.masks] == [("name", "王小明")]
    assert second.masks == ()


def test_nothing_that_was_hidden_is_caught_again() -> None:
    text = masked("我叫王小明，电话13812341234，在宏达有限公司，家住建设路社区12号。")
    assert leaks(text) == []


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(alphabet="工资没给我的了，。 ", max_size=12))
def test_no_telephone_survives(phone: str, around: str) -> None:
    assert phone not in masked(f"{around}{phone}{around}")


@given(
    st.from_regex(r"\A[1-9][0-9]{16}[0-9X]\Z"), st.text(alphabet="工资没给我的了，。 ", max_size=12)
)
def test_no_identity_number_survives(number: str, around: str) -> None:
    assert number not in masked(f"{around}{number}{around}")


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_what_is_left_names_nobody_known(text: str) -> None:
    found = deidentified(text, known=["欧阳雪"])
    assert all("欧阳雪" not in one.text for one in found)
    for one in found:
        assert (one.masks != ()) == any(
            hidden in one.text for hidden in HIDDEN.values()
        ) or one.masks == ()


def test_the_packaged_answers_and_cases_name_nobody() -> None:
    answers, cases = files_of()
    told = [(one.key, text) for one in answers for text in (one.question, *one.ways, one.answer)]
    told += [
        (one.key, text) for one in cases for text in (one.title, one.gist, one.facts, one.outcome)
    ]
    assert [(key, mask.was) for key, text in told for mask in leaks(text)] == []
