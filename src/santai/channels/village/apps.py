from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "santai.channels.village"
    verbose_name = "村居"
