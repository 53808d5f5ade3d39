from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "santai.capabilities.meetings"
    verbose_name = "预约"

    def ready(self) -> None:
        from santai.capabilities.meetings.actions import sessions  # noqa: F401  registers its effects
