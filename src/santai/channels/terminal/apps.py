from django.apps import AppConfig


class TerminalConfig(AppConfig):
    name = "santai.channels.terminal"
    verbose_name = "自助终端"
