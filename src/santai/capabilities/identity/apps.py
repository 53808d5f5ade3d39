from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "santai.capabilities.identity"
    verbose_name = _("身份鉴别")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from santai.capabilities.identity.actions import passwords, sign_ins
        from santai.capabilities.people.events import access_ended, password_given

        user_logged_in.connect(sign_ins.begun, dispatch_uid="identity.begun")
        user_logged_out.connect(sign_ins.left, dispatch_uid="identity.left")
        access_ended.connect(sign_ins.all_over, dispatch_uid="identity.all_over")
        password_given.connect(passwords.given, dispatch_uid="identity.given")
