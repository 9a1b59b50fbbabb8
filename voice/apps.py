from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "voice"

    def ready(self) -> None:
        from core.jobs.tidying import on_tidy
        from voice.exporting import export_voice
        from voice.models import Agent, Conversation, Message
        from voice.services.conversations import forget_old_conversations
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("agents", Agent)
        count_in_workspaces("conversations", Conversation)
        count_in_workspaces("messages", Message)
        export_with_workspaces(export_voice)
        on_tidy("voice.conversations", forget_old_conversations)
