from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "santai.capabilities.orders"
    verbose_name = "工单"
