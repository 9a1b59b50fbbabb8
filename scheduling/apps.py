from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from scheduling.exporting import export_calendars
        from scheduling.personal_data import AppointmentsOfContacts
        from workspaces.contacts.data_holders import register_contact_holder
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_calendars)
        register_contact_holder(AppointmentsOfContacts())
