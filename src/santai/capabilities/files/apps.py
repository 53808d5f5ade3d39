from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "santai.capabilities.files"
    verbose_name = "文件"
