from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.exporting import export_analytics
        from analytics.services import clean_up
        from core.events import subscribe
        from core.jobs.cleanup import register_cleanup
        from knowledge.events import DocumentProcessed
        from voice.conversations.events import QuestionUnanswered
        from workspaces.personal_data import export_with_workspaces

        subscribe(QuestionUnanswered, job="analytics.record_unanswered")
        subscribe(DocumentProcessed, job="analytics.reask_questions")
        register_cleanup("analytics", clean_up)
        export_with_workspaces(export_analytics)
