from django.db.models import TextChoices


class AccountKind(TextChoices):
    STAFF = "staff", "工作人员"
    CITIZEN = "citizen", "群众"
    PARTNER = "partner", "外部系统"


class PartyKind(TextChoices):
    """Who may ask for a service (USER-03)."""

    CITIZEN = "citizen", "公民"
    ENTERPRISE = "enterprise", "企业"
    ORGANISATION = "organisation", "其他组织"


class IdType(TextChoices):
    """What a party identifies itself with, foreigners and overseas Chinese included (USER-05)."""

    RESIDENT = "resident", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAU = "hk-macau", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    FOREIGN_PERMANENT = "foreign-permanent", "外国人永久居留身份证"
    USCC = "uscc", "统一社会信用代码"
    NONE = "none", "未提供"


class Gender(TextChoices):
    FEMALE = "female", "女"
    MALE = "male", "男"
