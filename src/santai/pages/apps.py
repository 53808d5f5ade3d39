from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "santai.pages"
    verbose_name = "页面"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from santai.kernel.words import translate_with

        translate_with(gettext)
