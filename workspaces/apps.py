from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self) -> None:
        from accounts.personal_data import hold
        from workspaces.mails import register_mails
        from workspaces.personal_data import WorkspaceHolder

        hold(WorkspaceHolder())
        register_mails()
