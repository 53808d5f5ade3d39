from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    STAFF = "staff", _("工作人员")
    CITIZEN = "citizen", _("群众")
    PARTNER = "partner", _("外部系统")


class PartyKind(TextChoices):
    """Who may ask for a service (USER-03)."""

    CITIZEN = "citizen", _("公民")
    ENTERPRISE = "enterprise", _("企业")
    ORGANISATION = "organisation", _("其他组织")


class IdType(TextChoices):
    """What a party identifies itself with, foreigners and overseas Chinese included (USER-05)."""

    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HK_MACAU = "hk-macau", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    FOREIGN_PERMANENT = "foreign-permanent", _("外国人永久居留身份证")
    USCC = "uscc", _("统一社会信用代码")
    NONE = "none", _("未提供")


class Gender(TextChoices):
    FEMALE = "female", _("女")
    MALE = "male", _("男")


class CodeFor(TextChoices):
    """What a code sent to a telephone is good for; one sent for one thing opens no other."""

    SIGN_IN = "sign-in", _("登录")
    CONSENT = "consent", _("同意代办")
    SIGN = "sign", _("签署文书")


class Relation(TextChoices):
    """What somebody who acts for another is to them (USER-06)."""

    PARENT = "parent", _("父母")
    CHILD = "child", _("成年子女")
    SPOUSE = "spouse", _("配偶")
    SIBLING = "sibling", _("兄弟姐妹")
    RELATIVE = "relative", _("其他近亲属")
    GUARDIAN = "guardian", _("监护人")
    AGENT = "agent", _("委托代理人")
    CONTACT = "contact", _("单位联系人")
    MEMBER = "member", _("单位经办人")


# Who may be let in by a code alone. Everybody else brings papers: a child's consent lets nobody in, so a
# parent is asked at the counter whose child it is and how old.
BY_TELEPHONE = (
    Relation.CHILD,
    Relation.SPOUSE,
    Relation.SIBLING,
    Relation.RELATIVE,
)
AT_COUNTER = (Relation.PARENT, *BY_TELEPHONE, Relation.GUARDIAN, Relation.AGENT)
OF_BODIES = (Relation.CONTACT, Relation.MEMBER)


class Scope(TextChoices):
    SEE = "see", _("只能看进度")
    ACT = "act", _("能看，也能替着办")


class Proof(TextChoices):
    """How it was established that somebody may stand for another."""

    PHONE = "phone", _("本人手机验证码")
    COUNTER = "counter", _("窗口核对证件")
    INVITED = "invited", _("单位联系人邀请")
