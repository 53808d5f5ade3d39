from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "santai.capabilities.reception"
    verbose_name = "大厅接待"
