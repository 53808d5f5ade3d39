from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "santai.capabilities.people"
    verbose_name = "人员与当事人"
