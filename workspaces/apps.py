from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self) -> None:
        from accounts.data_holders import register_holder
        from core.staff_lists import find_workspaces_with
        from workspaces.mails import register_mails
        from workspaces.personal_data import WorkspaceDataHolder
        from workspaces.queries import workspaces_with_member

        register_holder(WorkspaceDataHolder())
        register_mails()
        find_workspaces_with(workspaces_with_member)
