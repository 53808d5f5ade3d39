from tests.stories.telling import *
from tests.world import *
from santai.capabilities.orders.models import Order


def _q(world, kind):
    clerk = staff(world, "window-clerk")
    clerk.read("/counter/intake/")
    clerk.presses("service", "/counter/intake/", {"service": "consultation/legal"}, status=200)
    clerk.presses(
        "submit",
        "/counter/intake/",
        {
            "answers.question": "欠工资怎么办",
            "applicant.kind": kind,
            "applicant.name": "叶县建筑公司",
            "applicant.phone": "13900000009",
        },
    )
    q = Order.objects.get()
    clerk.does(desk(q, "assign"), practitioner=str(world.lawyers[2].pk))
    browser = Browser()
    A = "/services/legal-aid/civil/apply/"
    browser.read(A)
    browser.presses(
        "submit",
        A,
        {
            "region": YE,
            "answers.matter": "劳动报酬",
            "answers.facts": "x",
            "applicant.groups": ["农民工"],
            "applicant.name": "申请人甲",
            "applicant.phone": "13800000001",
            "opposite.name": "叶县建筑公司",
            "opposite.phone": "13900000009",
        },
    )
    o = Order.objects.get(service="legal-aid/civil")
    staff(world, "aid-approver").does(desk(o, "grant"))
    return o, staff(world, "aid-dispatcher").read(desk(o, "assign")).text


def test_ent(world, time):
    o, t = _q(world, "enterprise")
    assert "利益冲突" in t


def test_cit(world, time):
    o, t = _q(world, "citizen")
    assert "利益冲突" in t


def test_late(world, time):
    # assigned in time on Friday, accepted on Monday
    from santai.capabilities.clocks.models import Clock

    o = ask_for_aid().order
    time.moves_to(3, 4)
    staff(world, "aid-approver").does(desk(o, "grant"))
    time.moves_to(3, 6, 10)  # due 3/6
    d = staff(world, "aid-dispatcher")
    d.read(desk(o, "assign"))
    d.presses("", desk(o, "assign", "best"))
    time.moves_to(3, 9, 9)
    lawyer(world).does(desk(o, "accept"))
    c = Clock.objects.get(name="granted")
    print("DUE", c.due_on, c.due_at, c.ended_at, c.late)
    p = staff(world, "aid-clerk").read(desk(o))
    assert "超期" not in p.text, limits(p)


def test_once_button(world, time):
    o = ask_for_aid().order
    c = staff(world, "aid-clerk")
    c.does(desk(o, "register"))
    assert desk(o, "register") not in c.read(desk(o)).links


def test_agent_phone(world, time):
    a = staff(world, "hotline-agent", CITY)
    a.read("/hotline/")
    a.presses("find", "/hotline/", {"q": "13800000001"}, status=200)
    assert a.page.fields["applicant.phone"] == ["13800000001"]


def test_get_once(world, time):
    o = ask_for_aid().order
    c = staff(world, "aid-clerk")
    c.does(desk(o, "register"))
    assert c.get(desk(o, "register")).status_code == 409
