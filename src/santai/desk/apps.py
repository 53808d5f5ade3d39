from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "santai.desk"
    verbose_name = "工作台"
