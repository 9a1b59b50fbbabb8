from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from core.events import subscribe
        from core.jobs.cleanup import register_cleanup
        from scheduling import events
        from scheduling.exporting import export_calendars
        from scheduling.mails import register_mails
        from scheduling.personal_data import AppointmentsOfContacts
        from scheduling.services.ending import delete_ended_holds
        from scheduling.services.erasing import delete_old_notices
        from scheduling.services.sessions import delete_ended_sessions
        from workspaces.contacts.data_holders import register_contact_holder
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_calendars)
        register_contact_holder(AppointmentsOfContacts())
        register_mails()
        register_cleanup("scheduling.holds", delete_ended_holds)
        register_cleanup("scheduling.notices", delete_old_notices)
        register_cleanup("scheduling.sessions", delete_ended_sessions)
        for each in (
            events.AppointmentBooked,
            events.AppointmentConfirmed,
            events.AppointmentRescheduled,
            events.AppointmentCorrected,
            events.AppointmentCancelled,
        ):
            subscribe(each, job="scheduling.mark_appointment")
