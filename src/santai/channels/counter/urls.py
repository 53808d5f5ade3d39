from django.urls import include, path

from santai.channels.counter.views import (
    appointments,
    duty,
    hall,
    intake,
    lists,
    papers,
    screen,
    slips,
    standing,
    today,
)

app_name = "counter"

one_hall = [
    path("", hall.queue, name="queue"),
    path("window/", hall.open_here, name="open-window"),
    path("screen/", screen.screen, name="screen"),
    path("screen/calls/", screen.calls, name="calls"),
    path("appointments/", appointments.today, name="appointments"),
    path("duty/", duty.roster, name="duty"),
]

one_order = [
    path("receipt/", intake.receipt, name="receipt"),
    path("receipt/proof/", slips.proof, name="proof"),
    path("referral/", slips.referral, name="referral"),
    path("signatures/<int:file_id>/", lists.signature, name="signature"),
]

urlpatterns = [
    path("", today.home, name="home"),
    path("bell/", today.bell, name="bell"),
    path("rings/<int:ring_id>/", today.answer_ring, name="answer"),
    path("serve/", hall.serve, name="serve"),
    path("tickets/<int:ticket_id>/", hall.ticket, name="ticket"),
    path("windows/<int:window_id>/close/", hall.close, name="close-window"),
    path("halls/<int:venue_id>/", include(one_hall)),
    path("intake/", intake.take_in, name="intake"),
    path("proposals/", intake.proposals, name="proposals"),
    path("orders/<str:number>/", include(one_order)),
    path("standing/", standing.standing, name="standing"),
    path("standing/end/", standing.end_standing, name="end-standing"),
    path("materials/", papers.papers, name="papers"),
    path("materials/list/", lists.hand_overs, name="hand-overs"),
]
