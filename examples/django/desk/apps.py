from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        # Where nothing is routed, the application should not start.
        import_module("desk.routing")
