from django.apps import AppConfig
from django.core import checks


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        from operations.migration_rules import check_migrations

        # only with --deploy, so that it delays no start
        checks.register(check_migrations, deploy=True)
