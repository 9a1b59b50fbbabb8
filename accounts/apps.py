from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.mails import register_mails
        from accounts.services.tidying import tidy
        from core.jobs.tidying import on_tidy

        register_mails()
        on_tidy("accounts", tidy)
