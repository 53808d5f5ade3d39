from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "santai.capabilities.orders"
    verbose_name = _("工单")
