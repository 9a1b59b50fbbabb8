from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "voice.conversations"

    def ready(self) -> None:
        from core.jobs.tidying import on_tidy
        from voice.agents.queries import measure_agents_with
        from voice.conversations.exporting import export_conversations
        from voice.conversations.models import Conversation, Message
        from voice.conversations.queries import ConversationMeasures
        from voice.conversations.services.retention import forget_old_conversations
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        measure_agents_with(ConversationMeasures())
        count_in_workspaces("conversations", Conversation)
        count_in_workspaces("messages", Message)
        export_with_workspaces(export_conversations)
        on_tidy("conversations.retention", forget_old_conversations)
