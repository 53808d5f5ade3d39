from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "santai.capabilities.clocks"
    verbose_name = "时限"
