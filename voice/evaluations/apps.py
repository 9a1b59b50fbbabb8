from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "voice.evaluations"

    def ready(self) -> None:
        from voice.evaluations.exporting import export_evaluations
        from workspaces.personal_data import export_with_workspaces

        export_with_workspaces(export_evaluations)
