"""Agents over the stella contract: in member chats, of all the caller's workspaces, and
packages.
"""

from __future__ import annotations

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.stella.accessible_workspaces import is_accessible, workspace_to_install_in
from compat.stella.bodies import required_json
from compat.stella.serializers import AgentIdIn, AgentOut
from compat.stella.views.base import StellaWorkspaceViewSet
from core import ids
from core.api import ApiViewSet, read
from core.db.connections import release_connection
from core.http.client import client_address
from core.scope import granted_scope, workspace_scope
from voice.agents.errors import AgentNotFound, PackageMissing, PackageRefused
from voice.agents.models import Agent
from voice.agents.services import packages
from voice.conversations.queries import chats
from voice.conversations.services import member_chat_agents
from workspaces import queries


class WorkspaceAgentsViewSet(StellaWorkspaceViewSet):
    """The agents of a workspace's member chats."""

    needs = {
        "add": "workspace.change_as_owner",
        "remove": "workspace.change_as_owner",
        "coordinate": "workspace.change_as_owner",
    }
    owners = frozenset({"add", "remove", "coordinate"})

    def add(self, request: Request, workspace_id: str) -> Response:
        member_chat_agents.add_to_member_chats(
            agent_id=self._named(), by=self.user, now=timezone.now()
        )
        return Response({"msg": "Agent added to Workspace."})

    def remove(self, request: Request, workspace_id: str) -> Response:
        member_chat_agents.remove_from_member_chats(agent_id=self._named(), now=timezone.now())
        return Response({"msg": "Agent removed"})

    def coordinate(self, request: Request, workspace_id: str) -> Response:
        member_chat_agents.set_coordinator(agent_id=self._named(), now=timezone.now())
        return Response({"msg": "Coordinator agent set"})

    def _named(self) -> uuid.UUID:
        name = read(AgentIdIn, required_json(self.request, "agent_id"))["agent_id"]
        value = ids.decode(Agent.id_prefix, name)
        if value is None:
            raise AgentNotFound
        return value


class AgentsViewSet(ApiViewSet):
    """The agents of all the caller's workspaces; the contract has no pages."""

    per_minute = {"download": 20}

    def list(self, request: Request) -> Response:
        address = client_address(request)
        with granted_scope(queries.OPEN_WORKSPACES_OF_USER, self.user.pk):
            open_to = [
                workspace.pk
                for workspace in queries.workspaces_of(self.user)
                if is_accessible(workspace, address)
            ]
            by_name: dict[str, Agent] = {}
            for agent in chats.addable_agents().filter(workspace__in=open_to):
                by_name.setdefault(chats.listed_id(agent), agent)
        shown = AgentOut(by_name.values(), many=True).data
        return Response({"agents": shown, "count": len(shown)})

    def reload(self, request: Request) -> Response:
        """Does nothing: agents are loaded anew for every question."""
        return Response({"msg": "Agents reloaded"})

    def download(self, request: Request) -> Response:
        """Installs the newest version if none is named. Responds with bare sentences."""
        name, version = (request.query_params.get(key, "") for key in ("query", "version"))
        if not name:
            return Response({"error": "Missing param 'query'"}, status=400)
        wanted = f"{name}:{version or 'latest'}"
        release_connection()  # fetching is slow
        try:
            package = packages.fetch(name=name, version=version)
        except PackageMissing:
            return Response(f"Package not found: {wanted}", status=404)
        except PackageRefused as error:
            words = f"Failed to download package: {wanted}, {error}"
            return Response(words, status=_status(error))
        with workspace_scope(workspace_to_install_in(self.user, client_address(request))):
            packages.install(package=package, now=timezone.now())
        return Response(f"Successfully installed {package.label}")


def _status(error: PackageRefused) -> int:
    """The source's status, except where callers would mistake it for ours."""
    answered = error.answered or 0
    return answered if answered >= 400 and answered != 401 else 502
