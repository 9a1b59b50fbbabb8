from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from core.events import subscribe

        subscribe("QUESTION_UNANSWERED", job="analytics.record_unanswered")
