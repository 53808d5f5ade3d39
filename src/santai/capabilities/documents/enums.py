from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class How(TextChoices):
    """How we know that whoever signs is who they say."""

    CODE = "code", _("短信验证码")
    PAPERS = "papers", _("当面核对证件")
    ACCOUNT = "account", _("工作账号")
