from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.exporting import export_analytics
        from core.events import subscribe
        from workspaces.personal_data import export_with_workspaces

        subscribe("QUESTION_UNANSWERED", job="analytics.record_unanswered")
        export_with_workspaces(export_analytics)
