from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from django.contrib.postgres.lookups import Unaccent
        from django.db.models import CharField

        CharField.register_lookup(Unaccent)  # `name__unaccent__icontains`
