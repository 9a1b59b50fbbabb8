from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.mails import register_mails
        from accounts.services.cleanup import clean_up
        from core.jobs.cleanup import register_cleanup

        register_mails()
        register_cleanup("accounts", clean_up)
