from django.apps import AppConfig
from django.core import checks


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        from operations.migration_rules import check_migrations

        checks.register(check_migrations, deploy=True)  # for developers; nobody waits for it here
