from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "widget"

    def ready(self) -> None:
        from core.jobs.cleanup import register_cleanup
        from voice.conversations.queries import rate_agents_with
        from voice.conversations.queries.inbox import register_feedback_model
        from widget.exporting import export_widgets
        from widget.mails import register_mails
        from widget.models import Feedback
        from widget.personal_data import EscalationsOfContacts
        from widget.queries import satisfaction_of
        from widget.services import clean_up
        from workspaces.contacts.data_holders import register_contact_holder
        from workspaces.personal_data import export_with_workspaces

        rate_agents_with(satisfaction_of)
        register_feedback_model(Feedback)
        register_mails()
        register_cleanup("widget", clean_up)
        export_with_workspaces(export_widgets)
        register_contact_holder(EscalationsOfContacts())
