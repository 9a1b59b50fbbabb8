from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "voice.agents"

    def ready(self) -> None:
        from voice.agents.exporting import export_agents
        from voice.agents.models import Agent
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        count_in_workspaces("agents", Agent)
        export_with_workspaces(export_agents)
