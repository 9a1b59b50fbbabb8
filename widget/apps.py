from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "widget"

    def ready(self) -> None:
        from core.jobs.tidying import on_tidy
        from voice.conversations.queries import rate_agents_with
        from voice.conversations.queries.inbox import rate_messages_with
        from widget.exporting import export_widgets
        from widget.mails import register_mails
        from widget.models import Feedback
        from widget.queries import satisfaction_of
        from widget.services import tidy
        from workspaces.personal_data import export_with_workspaces

        rate_agents_with(satisfaction_of)
        rate_messages_with(Feedback)
        register_mails()
        on_tidy("widget", tidy)
        export_with_workspaces(export_widgets)
