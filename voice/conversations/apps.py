from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "voice.conversations"

    def ready(self) -> None:
        from core.jobs.cleanup import register_cleanup
        from voice.agents.queries import register_measures
        from voice.conversations.exporting import export_conversations
        from voice.conversations.models import Conversation, Message
        from voice.conversations.personal_data import ConversationsOfContacts
        from voice.conversations.queries import ConversationMeasures
        from voice.conversations.services.retention import delete_expired_conversations
        from workspaces.contacts.data_holders import register_contact_holder
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        register_measures(ConversationMeasures())
        count_in_workspaces("conversations", Conversation)
        count_in_workspaces("messages", Message)
        export_with_workspaces(export_conversations)
        register_contact_holder(ConversationsOfContacts())
        register_cleanup("conversations.retention", delete_expired_conversations)
