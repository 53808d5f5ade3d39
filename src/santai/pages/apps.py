from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "santai.pages"
    verbose_name = "页面"

    def ready(self) -> None:
        from santai.kernel.words import translate_with
        from santai.pages.languages import translated

        translate_with(translated)
