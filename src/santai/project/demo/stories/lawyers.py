"""What lawyers do beside legal aid: taken on by people, looking a firm over, reading what a government decides."""

from __future__ import annotations

from santai.capabilities.people.access import guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


def engage(story: Story) -> None:
    """Served, under contract, no agreement and offered anew, talking it over, to be chosen, new."""
    matter, facts, help_ = story.one_of(words.CAUSES)
    answers = {"matter": matter, "facts": facts, "help": help_, "cannot_pay": False}
    order = story.submit(guest("portal"), "lawyer/engage", answers)
    story.lies(5)
    clerk = story.staff("window-clerk")
    story.wait(0.8)
    story.act(clerk, order, "offer", candidates=words.CANDIDATES)
    story.lies(4)
    story.wait(2)
    story.act(story.holder(order), order, "choose", chosen="第一位")
    story.wait(0.3)
    lawyer = story.assign(clerk, order, "lawyer")
    story.wait(0.4)
    checked = ["本所没有为对方代理", "和本人、近亲属没有利益冲突"]
    story.act(lawyer, order, "accept", checked=checked, meet_on=story.day(3))
    story.lies(3)
    story.wait(4)
    if story.turn == 2:
        story.act(lawyer, order, "not_agreed", reason="费用谈不拢")
        raise Over
    signed = {"signed_on": story.day(), "contract_no": f"民代 {story.t.rng.randrange(100, 900)}"}
    story.act(lawyer, order, "sign", scope="一般代理", fee_agreed="3000", **signed)
    story.wait(6)
    story.act(lawyer, order, "progress", progress="材料已经交到法院，等通知开庭的日子。")
    story.lies(1)
    story.wait(20)
    order = story.act(lawyer, order, "close", result="调解", summary="双方在法院调解，款已付清。")
    evaluate(story, order)


def checkup(story: Story) -> None:
    """Looked at twice, mending, the report is late, a visit is coming, refused, new."""
    size, focus, worry = story.one_of(words.FIRMS)
    answers = {"size": size, "focus": focus, "worry": worry, "adviser": False}
    firm = {"name": story.one_of(words.ENTERPRISES), "kind": "enterprise", "phone": story.phone()}
    order = story.asked("lawyer/checkup", answers, applicant=firm)
    story.lies(5)
    head = story.staff("centre-head")
    story.wait(1)
    if story.turn == 4:
        reason = "公司已经有常年法律顾问，先把名额留给小微企业；可以另约专项讲座。"
        evaluate(story, story.act(head, order, "refuse", reason=reason))
        return
    lawyer = story.assign(head, order, "lawyer")
    story.wait(0.4)
    day = story.coming(2) if story.turn == 3 else story.next_workday(3)
    story.act(lawyer, order, "accept", visit_on=day)
    story.act(lawyer, order, "plan", team="律师两名", items="合同台账、员工名册、规章制度")
    story.lies(3)
    story.until(day, 10)
    seen = "抽看了十二份合同和员工名册，问了会计和仓库管理员。"
    story.act(lawyer, order, "visit", present="律师两名", seen=seen)
    story.lies(2)
    story.wait(5)
    risks = {"high": 1, "middle": 3, "low": 2}
    found = "三份购销合同没有写违约责任；五名员工没有签劳动合同；公章没有使用登记。"
    said = {"summary": "总的还好，合同和用工两处要先改。", "advice": "先补劳动合同，再改合同样本。"}
    more = dict.fromkeys(("by_notary", "by_mediator", "by_others"), "这次没有请。")
    story.act(lawyer, order, "report", by_lawyer=found, **risks, **said, **more)
    story.lies(1)
    story.wait(30)
    order = story.act(lawyer, order, "second_look", mended="大部分改好", left="旧合同到期再换。")
    evaluate(story, order)


def decision_review(story: Story) -> None:
    """Lawful and decided, unlawful, to be changed, a lawyer is asked, papers wanted, new."""
    kind, name = story.one_of(words.DECISIONS)
    answers = {
        "kind": kind,
        "name": name,
        "days_left": 20,
        "public_heard": "已经完成",
        "experts_heard": "依法不需要",
        "risk_assessed": "已经完成",
        "exploring": False,
    }
    office = story.body(story.one_of(words.GOVERNMENTS))
    order = story.asked("lawyer/decision-review", answers, applicant=office)
    story.lies(5)
    officer, chief = story.staff("bureau-officer"), story.staff("bureau-chief")
    story.wait(1)
    if story.turn == 4:
        missing = "缺征求意见的汇总和采纳情况说明。"
        story.act(officer, order, "ask_for_more", missing=missing, reply_by=story.day(15))
        raise Over
    story.act(officer, order, "accept_papers")
    story.wait(1)
    lawyer = story.assign(officer, order, "lawyer")
    story.wait(0.4)
    story.act(lawyer, order, "accept")
    story.lies(3)
    story.wait(1.5)
    opinion = "第七条给企业加了登记以外的条件，建议删去；其余没有意见。"
    story.act(lawyer, order, "opine", opinion=opinion, law="有关行政许可的规定")
    story.wait(2)
    if story.turn == 1:
        reason = "超出了本级政府的权限，程序也没有走完，不能提请讨论。"
        order = story.act(chief, order, "unlawful", reason=reason)
    elif story.turn == 2:
        story.act(chief, order, "lawful_if_changed", opinion="删去第七条，第九条写明期限。")
        raise Over
    else:
        order = story.act(chief, order, "lawful", opinion="权限、程序、内容都合法。")
        story.wait(4)
        used = {"decided": "修改后通过", "how_used": "意见全部采纳。"}
        order = story.act(story.holder(order), order, "tell_decision", **used)
    evaluate(story, order)
