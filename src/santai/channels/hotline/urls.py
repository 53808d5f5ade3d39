from django.urls import path
from django.views.generic import RedirectView

from santai.channels.hotline.views import board, call, telephone

app_name = "hotline"

urlpatterns = [
    path("", call.call, name="home"),
    path("proposals/", call.proposals, name="proposals"),
    path("orders/<str:number>/", call.told, name="told"),
    path("line/", telephone.line, name="line"),
    path("telephone/", telephone.telephone, name="telephone"),
    # One worklist for everybody who calls: agents and call-back officers take from the same one.
    path("call-backs/", RedirectView.as_view(pattern_name="desk:calls"), name="call-backs"),
    path("wall/", board.wall, name="wall"),
    path("figures/", board.figures, name="figures"),
    path("figures.xlsx", board.spreadsheet, name="spreadsheet"),
    path("calls/", board.calls, name="calls"),
]
