from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "santai.capabilities.meetings"
    verbose_name = "预约"
