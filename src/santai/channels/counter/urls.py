from django.urls import path

from santai.channels.counter.views import intake, papers, today

app_name = "counter"

urlpatterns = [
    path("", today.home, name="home"),
    path("intake/", intake.take_in, name="intake"),
    path("orders/<str:number>/receipt/", intake.receipt, name="receipt"),
    path("materials/", papers.papers, name="papers"),
]
