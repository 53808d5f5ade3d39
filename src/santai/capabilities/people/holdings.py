"""What is held of people here, for whom, and how long: declared of each model (`sealing.holdings`)."""

from django.utils.translation import gettext_noop

from santai.capabilities.sealing.holdings import CONSENT, DUTY, Holds, Kept

PARTY = Holds(
    what=gettext_noop("姓名、证件、电话、地址、出生日期、性别、重点服务对象、安全联系方式"),
    why=gettext_noop("认出您是谁，跟您联系，照顾需要照顾的人"),
    ground=DUTY,
    kept=Kept.PERSON,
    fields=(
        "name",
        "id_type",
        "id_number",
        "phone",
        "address",
        "region",
        "birth_date",
        "gender",
        "groups",
        "safe_contact",
        "language",
        "no_calls",
        "no_texts",
    ),
)

ACCOUNT = Holds(
    what=gettext_noop("登录用的姓名和手机号"),
    why=gettext_noop("让您登录后看到自己的事"),
    ground=CONSENT,
    kept=Kept.ACCOUNT,
    fields=("name", "phone"),
)

PHONE_CODE = Holds(
    what=gettext_noop("收验证码的手机号"),
    why=gettext_noop("证明手机在您手上"),
    ground=CONSENT,
    kept=Kept.CODE,
    fields=("phone",),
)

REPRESENTATION = Holds(
    what=gettext_noop("谁替谁办事，看过哪些证件"),
    why=gettext_noop("只有说好的人能替您办"),
    ground=CONSENT,
    kept=Kept.PROOF,
    fields=("representative", "account", "party", "relation", "papers"),
)

REPRESENTATION_USE = Holds(
    what=gettext_noop("代办人看过、办过什么"),
    why=gettext_noop("让被代办的人查得到"),
    ground=DUTY,
    kept=Kept.PROOF,
    fields=("deed", "number"),
)
