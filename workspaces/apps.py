from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self) -> None:
        from accounts.data_holders import register_holder
        from workspaces.mails import register_mails
        from workspaces.personal_data import WorkspaceDataHolder

        register_holder(WorkspaceDataHolder())
        register_mails()
