from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from knowledge.exporting import export_knowledge
        from knowledge.models import Document
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("documents", Document)
        export_with_workspaces(export_knowledge)
