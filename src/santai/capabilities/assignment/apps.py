from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    name = "santai.capabilities.assignment"
    verbose_name = "指派"

    def ready(self) -> None:
        from santai.capabilities.assignment import actions  # noqa: F401  registers its effect
