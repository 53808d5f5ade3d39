from django.urls import path

from santai.pages import login, look, style

urlpatterns = [
    path("look/", look.look, name="look"),
    path("style/", style.style, name="style"),
    path("login/", login.sign_in, name="login"),
    path("logout/", login.sign_out, name="logout"),
]
