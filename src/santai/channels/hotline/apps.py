from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "santai.channels.hotline"
    verbose_name = "热线"
