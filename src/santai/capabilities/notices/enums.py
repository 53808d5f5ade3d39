from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Who a message is for; the words are those of `tells` in a service file."""

    APPLICANT = "applicant", _("申请人")
    OPPOSITE = "opposite", _("对方当事人")
    ASSIGNEE = "assignee", _("承办人")
    AGENCY = "agency", _("承办单位")
    SUPERVISOR = "supervisor", _("主管司法局")


CARRY_SMS = "carry_sms"  # the permission of the bureau's text-message gateway, and of nothing else
INTEGRATE = "integrate"  # … of a partner that is told by webhook
RUN = "administer"  # … of those who run the system
GIVE_UP_AFTER = 21  # tries: two and a half days, a weekend's outage
