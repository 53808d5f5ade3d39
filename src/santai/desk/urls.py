from django.urls import include, path

from santai.desk.views import (
    acting,
    appointments,
    bulk,
    calls,
    command,
    figures,
    inbox,
    offers,
    order,
    services,
    supervision,
    views,
)

app_name = "desk"

one = [
    path("", order.show, name="order"),
    path("files/", order.add_files, name="add-files"),
    path("files/<int:file_id>/", order.file, name="file"),
    path("documents/<int:document_id>/", order.document, name="document"),
    path("renew-code/", order.renew, name="renew-code"),
    path("<str:action>/", acting.take, name="take"),
    path("<str:action>/best/", acting.take_best, name="take-best"),
]

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("overdue/", inbox.overdue, name="overdue"),
    path("messages/seen/", inbox.seen, name="seen"),
    path("search/", inbox.search, name="search"),
    path("several/", bulk.several, name="several"),
    path("views/", views.save, name="save-view"),
    path("views/<int:view_id>/star/", views.star, name="star-view"),
    path("views/<int:view_id>/delete/", views.remove, name="delete-view"),
    path("orders/<str:number>/", include(one)),
    path("appointments/", appointments.coming, name="appointments"),
    path("appointments/book/", appointments.choose, name="book-which"),
    path("appointments/book/<int:offer_id>/", appointments.book, name="book"),
    path("appointments/offers/", offers.listed, name="offers"),
    path("appointments/offers/new/", offers.new, name="new-offer"),
    path("appointments/offers/<int:offer_id>/", offers.one, name="offer"),
    path("appointments/<str:number>/", appointments.show, name="appointment"),
    path("appointments/<str:number>/change/", appointments.change, name="change-appointment"),
    path("command/", command.screen, name="command"),
    path("figures/", figures.show, name="figures"),
    path("figures/orders/", figures.orders, name="figure-orders"),
    path("figures/orders.xlsx", figures.orders_sheet, name="figure-orders-sheet"),
    path("figures/report.pdf", figures.report, name="report"),
    path("figures/<str:name>.xlsx", figures.sheet, name="sheet"),
    path("supervision/", supervision.listed, name="supervision"),
    path("supervision/urge/", supervision.urge, name="urge"),
    path("supervision/list.xlsx", supervision.sheet, name="supervision-sheet"),
    path("calls/", calls.listed, name="calls"),
    path("calls/draw/", calls.draw, name="draw"),
    path("calls/next/", calls.take_next, name="next-call"),
    path("calls/<str:number>/", calls.call, name="call"),
    path("catalogue/", services.catalogue_page, name="catalogue"),
    path("catalogue/<path:service_id>/", services.service_page, name="service"),
]
