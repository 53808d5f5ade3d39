from django.urls import include, path

from santai.channels.terminal.views import (
    applying,
    arriving,
    asking,
    finding,
    following,
    helping,
    start,
)

app_name = "terminal"

machine = [
    path("", start.start, name="start"),
    path("leave/", start.leave, name="leave"),
    path("large/", start.large, name="large"),
    path("ask/", asking.ask, name="ask"),
    path("guide/", finding.services, name="services"),
    path("guide/<path:service_id>/", finding.guide, name="guide"),
    path("apply/", finding.on_offer, name="on-offer"),
    path("apply/<path:service_id>/", applying.apply, name="apply"),
    path("track/", following.track, name="track"),
    path("rate/", following.rate_which, name="rate-which"),
    path("matters/<str:number>/", following.matter, name="matter"),
    path("matters/<str:number>/receipt/", following.receipt, name="receipt"),
    path("matters/<str:number>/rate/", following.rate, name="rate"),
    path("ticket/", helping.ticket, name="ticket"),
    path("arrived/", arriving.arrived, name="arrived"),
    path("call/", helping.call, name="call"),
]

urlpatterns = [path("<int:venue_id>/", include(machine))]
