from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from knowledge.models import Document
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("documents", Document)
