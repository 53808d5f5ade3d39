from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "santai.capabilities.places"
    verbose_name = "区划与机构"
