from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "santai.channels.counter"
    verbose_name = "窗口"
