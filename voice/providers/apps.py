from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "voice.providers"

    def ready(self) -> None:
        from voice.providers.exporting import export_providers
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_providers)
