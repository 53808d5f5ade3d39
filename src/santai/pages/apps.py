from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "santai.pages"
    verbose_name = "页面"
