from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "widget"

    def ready(self) -> None:
        from widget.exporting import export_widgets
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_widgets)
