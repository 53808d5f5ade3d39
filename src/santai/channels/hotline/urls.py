from django.urls import path

from santai.channels.hotline.views import board, call, call_backs, telephone

app_name = "hotline"

urlpatterns = [
    path("", call.call, name="home"),
    path("proposals/", call.proposals, name="proposals"),
    path("orders/<str:number>/", call.told, name="told"),
    path("line/", telephone.line, name="line"),
    path("telephone/", telephone.telephone, name="telephone"),
    path("call-backs/", call_backs.worklist, name="call-backs"),
    path("call-backs/next/", call_backs.take_next, name="next-call-back"),
    path("call-backs/<str:number>/", call_backs.call_back, name="call-back"),
    path("wall/", board.wall, name="wall"),
    path("figures/", board.figures, name="figures"),
    path("figures.xlsx", board.spreadsheet, name="spreadsheet"),
    path("calls/", board.calls, name="calls"),
]
