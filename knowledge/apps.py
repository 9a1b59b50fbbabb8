from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from core.jobs.tidying import on_tidy
        from knowledge.exporting import export_knowledge
        from knowledge.models import Document
        from knowledge.services.files import forget_orphaned_files
        from knowledge.services.versions import forget_old_versions
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("documents", Document)
        export_with_workspaces(export_knowledge)
        on_tidy("knowledge.versions", forget_old_versions)
        on_tidy("knowledge.files", forget_orphaned_files)
