"""What people ask of the bureau: information, records, a decision looked at again, a meeting by video, a way back."""

from __future__ import annotations

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


def openness(story: Story) -> None:
    """Disclosed, refused, pointed elsewhere, others are asked, to be corrected, new."""
    wanted = story.one_of(words.INFORMATION)
    answers = {"wanted": wanted, "form": "电子文件", "help": "不需要"}
    order = story.submit(guest("portal"), "openness/request", answers)
    story.lies(5)
    officer = story.staff("bureau-officer")
    story.wait(2)
    if story.turn == 4:
        missing = "请写明想要哪一年的、哪一类文件。"
        story.act(officer, order, "ask_to_correct", missing=missing, reply_by=story.day(15))
        raise Over
    story.act(officer, order, "clear")
    if story.turn == 3:
        story.wait(1)
        why = "涉及商业秘密"
        story.act(officer, order, "ask_others", whom="合同的另一方", why=why)
        raise Over
    story.wait(6)
    if story.turn == 1:
        reason = "是还在讨论的草稿，没有定下来；定下来以后会主动公开。"
        chief = story.staff("bureau-chief")
        order = story.act(chief, order, "refuse", ground="过程性信息", reason=reason)
    elif story.turn == 2:
        where = "已经在司法局网站的政务公开栏目里，可以直接下载。"
        order = story.act(officer, order, "point", where=where, ground="已经主动公开")
    else:
        order = story.act(
            officer, order, "disclose", given=wanted, withheld="隐去了个人姓名和电话。"
        )
    evaluate(story, order)


def retrieval(story: Story) -> None:
    """Seen, refused, nobody came, allowed, past its limit, new."""
    who, purpose = story.one_of(words.RECORDS)
    answers = {
        "who": "其他" if story.turn == 1 else who,
        "number": f"执法案卷 {story.t.rng.randrange(10, 99)} 号",
        "what": ["文字记录", "音像记录"],
        "stages": ["调查取证"],
        "purpose": purpose,
    }
    story.wait(0)
    clerk = story.staff("window-clerk")
    one = story.person
    asker = {"name": one.name, "kind": "citizen", "phone": one.phone}
    asker |= {"id_type": one.id_type, "id_number": one.id_number}
    order = story.asked("enforcement/retrieval", answers, by=clerk, applicant=asker)
    story.lies(4, 5)
    story.wait(1.5)
    chief, officer = story.staff("bureau-chief"), story.staff("bureau-officer")
    if story.turn == 1:
        reason = "不是当事人，也不是办案机关，案卷里有别人的隐私。"
        evaluate(story, story.act(chief, order, "refuse", reason=reason))
        return
    scope = "可以看现场检查的记录和录像，证人的住址除外。"
    order = story.act(chief, order, "allow", scope=scope, way="查看并摘录")
    story.lies(2, 3)
    story.wait(1)
    seen = {"seen_by": "申请人本人", "seen_what": "现场检查录像，上午九点到十点", "copies": ""}
    order = story.act(officer, order, "seen", witness="法制科工作人员", **seen)
    evaluate(story, order)


def reconsideration(story: Story) -> None:
    """Decided for who asked, maintained, settled, the answer is awaited, to be corrected, new."""
    kind, request, facts, fine = story.one_of(words.RECONSIDERED)
    answers = {
        "kind": kind,
        "known_on": story.day(-12),
        "recent": "没有",
        "request": request,
        "facts": facts,
        "fine": fine,
        "sued": False,
    }
    opposite = {"name": story.one_of(words.BODIES), "kind": "organisation"}
    order = story.submit(guest("portal"), "disputes/reconsideration", answers, opposite=opposite)
    story.lies(5)
    officer, chief = story.staff("bureau-officer"), story.staff("bureau-chief")
    story.wait(1.5)
    if story.turn == 4:
        story.act(officer, order, "ask_for_more", missing="请补充处罚决定书的照片。")
        raise Over
    order = story.act(officer, order, "accept", task="请说明决定的事实、依据和程序。")
    story.wait(1)
    answer = Order.objects.get(parent=order, service="disputes/response")
    story.act(officer, answer, "send")
    story.lies(3)
    story.wait(5)
    said = {"answer": "认为事实清楚、依据充分。", "evidence": "现场笔录、照片、询问笔录。"}
    story.act(officer, answer, "answered", **said)
    story.wait(4)
    heard = "认可去过现场，但是当天已经停业，没有经营。"
    story.act(officer, order, "hear", who="申请人", said=heard)
    story.wait(4)
    if story.turn == 2:
        agreed = "把罚款降到最低一档，申请人当场表示接受。"
        order = story.act(officer, order, "mediated", agreed=agreed)
    elif story.turn == 1:
        told = {"kind_of_decision": "维持", "reason": "证据互相印证，程序合法，处罚在法定幅度内。"}
        order = story.act(chief, order, "maintain", **told)
    else:
        told = {"kind_of_decision": "撤销", "reason": "没有告知陈述申辩的权利，程序违法。"}
        order = story.act(chief, order, "decide_for", duty="三十日内退还罚款。", **told)
    evaluate(story, order)


def remote_meeting(story: Story) -> None:
    """Met, refused, nobody came, a day is booked, at the prison, new."""
    relation, house = story.one_of(words.RELATIVES)
    answers = {
        "prisoner": story.one_of(words.PRISONERS),
        "house": house,
        "relation": relation,
        "first_time": story.turn % 2 == 0,
        "wish": story.day(12),
    }
    order = story.submit(guest("portal"), "custody/remote-meeting", answers)
    story.lies(5)
    officer = story.staff("bureau-officer")
    story.wait(1)
    if story.turn == 1:
        reason = "说的关系和户口簿对不上，请带能证明关系的材料再来。"
        evaluate(story, story.act(officer, order, "not_suitable", reason=reason))
        return
    story.act(officer, order, "pass_on", checked="已核对")
    story.lies(4)
    story.wait(3)
    day = story.coming(2) if story.turn == 3 else story.next_workday(5)
    place = "上午十点，司法局一楼会见室"
    story.act(officer, order, "approved", held_on=day, clock_time=place)
    story.lies(3)
    story.until(day, 11)
    came = story.turn != 2
    done = (
        story.act(officer, order, "met", minutes=30)
        if came
        else story.act(officer, order, "not_come")
    )
    evaluate(story, done)


def resettlement(story: Story) -> None:
    """Settled, being helped, lost from sight, a plan is made, told of before the day, new."""
    origin, wishes, kind, result = story.one_of(words.RETURNING)
    answers = {
        "who_tells": "本人" if story.turn % 2 else "家属",
        "origin": origin,
        "release_on": story.day(-15),
        "years": 0,
        "home": story.person.region,
        "wishes": wishes,
        "hardest": ["都没有"],
        "agrees": "愿意",
        "consent": True,
    }
    order = story.submit(guest("portal"), "resettlement/help", answers)
    story.lies(5)
    officer = story.staff("bureau-officer")
    story.wait(2)
    story.act(
        officer,
        order,
        "check_home",
        found="家里有父母和一亩菜地，村里愿意帮忙。",
        relatives="愿意接纳",
    )
    story.lies(4)
    plan = "一个月内办好证件，介绍一份附近的活，每月见一次面。"
    people = {"government": "司法所和村委会", "society": "一名社工", "family": "父亲"}
    story.act(officer, order, "make_plan", measures=[kind], plan=plan, **people)
    story.lies(3)
    story.wait(10)
    if story.turn == 2:
        story.act(officer, order, "lost", attempts=3)
        raise Over
    story.act(officer, order, "helped", kind=kind, result=result)
    story.lies(1)
    story.wait(25)
    story.act(officer, order, "review", met="上门", said="活干得惯，家里也好。")
    story.wait(2)
    evaluate(story, story.act(officer, order, "finish", result="稳定就业"))
