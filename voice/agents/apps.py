from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "voice.agents"

    def ready(self) -> None:
        from knowledge.queries.dependents import register_dependents
        from voice.agents.exporting import export_agents
        from voice.agents.models import Agent
        from voice.agents.queries import dependents_on
        from workspaces.personal_data import export_with_workspaces
        from workspaces.queries import count_in_workspaces

        register_dependents(dependents_on)
        count_in_workspaces("agents", Agent)
        export_with_workspaces(export_agents)
