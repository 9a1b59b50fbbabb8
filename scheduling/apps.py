from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from scheduling.exporting import export_calendars
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_calendars)
