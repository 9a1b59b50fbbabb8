from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.exporting import export_analytics
        from analytics.services import tidy
        from core.events import subscribe
        from core.jobs.tidying import on_tidy
        from workspaces.personal_data import export_with_workspaces

        subscribe("QUESTION_UNANSWERED", job="analytics.record_unanswered")
        subscribe("DOCUMENT_PROCESSED", job="analytics.reask_questions")
        on_tidy("analytics", tidy)
        export_with_workspaces(export_analytics)
