from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "santai.channels.portal"
    verbose_name = "门户"
