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
