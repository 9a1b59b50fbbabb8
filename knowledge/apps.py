from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from core.jobs.cleanup import register_cleanup
        from knowledge.exporting import export_knowledge
        from knowledge.models import Document
        from knowledge.services.files import delete_orphaned_files
        from knowledge.services.versions import delete_old_versions
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("documents", Document)
        export_with_workspaces(export_knowledge)
        register_cleanup("knowledge.versions", delete_old_versions)
        register_cleanup("knowledge.files", delete_orphaned_files)
