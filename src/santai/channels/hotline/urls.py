from django.urls import path

from santai.channels.hotline import views

app_name = "hotline"

urlpatterns = [
    path("", views.call, name="home"),
    path("orders/<str:number>/", views.told, name="told"),
]
