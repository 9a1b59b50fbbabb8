from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "workspaces.contacts"

    def ready(self) -> None:
        from workspaces.contacts.exporting import export_contacts
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_contacts)
