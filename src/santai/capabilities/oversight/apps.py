from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "santai.capabilities.oversight"
    verbose_name = "统计监督"
