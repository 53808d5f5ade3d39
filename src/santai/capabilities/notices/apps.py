from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "santai.capabilities.notices"
    verbose_name = "通知"
