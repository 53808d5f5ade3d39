from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "santai.capabilities.places"
    verbose_name = _("区划与机构")
