from django.urls import path

from santai.pages import login, login_steps, look, passkeys, style

urlpatterns = [
    path("look/", look.look, name="look"),
    path("style/", style.style, name="style"),
    path("login/", login.sign_in, name="login"),
    path("login/second/", login_steps.second, name="login-second"),
    path("login/second/passkey/", passkeys.second, name="login-second-passkey"),
    path("login/passkey/", passkeys.enter, name="login-passkey"),
    path("login/password/", login_steps.password, name="login-password"),
    path("login/enrol/", login_steps.enrol, name="login-enrol"),
    path("login/kept/", login_steps.show_kept, name="login-kept"),
    path("logout/", login.sign_out, name="logout"),
]
