from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class What(TextChoices):
    """What was looked at."""

    ORDER = "order", _("看了工单")
    PAPER = "paper", _("看了文书或文件")
    PERSON = "person", _("看了登记的个人信息")
    FIELD = "field", _("查看了完整信息")


class Particular(TextChoices):
    """What can be uncovered, one at a time."""

    ID_NUMBER = "id_number", _("证件号码")
    PHONE = "phone", _("联系电话")
    ADDRESS = "address", _("联系地址")
