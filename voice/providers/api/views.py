"""Providers of language models over REST."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities
from voice.providers import services
from voice.providers.api.serializers import (
    ProviderIn,
    ProviderOut,
    ProviderPage,
    ProviderPatch,
    TrialOut,
)
from voice.providers.errors import ProviderNameTaken
from voice.providers.models import Provider


class ProvidersViewSet(WorkspaceResourceViewSet):
    """The language models that agents may use."""

    tag = "Providers"
    resource = "provider"
    raises = {
        "create": (ProviderNameTaken,),
        "partial_update": (ProviderNameTaken,),
    }
    needs = abilities(view="agents.change", change="workspace.change", test="workspace.change")
    without_body = frozenset({"test"})
    noun = "provider"
    query = Provider.objects.all
    page, out = ProviderPage, ProviderOut
    sorts = {"created_at": "created_at", "name": "name"}
    creating = Write(services.create_provider, ProviderIn)
    changing = Write(services.change_provider, ProviderPatch)
    deleting = Write(services.delete_provider)
    deleted = "Provider deleted"

    @extend_schema(request=None, responses=TrialOut)
    def test(self, request: Request, **_: str) -> Response:
        """Send the model a test question.

        Returns 200 even if it fails, with `ok` and the reason.
        """
        provider = self.row()
        self.leave()
        return Response(TrialOut(services.check_provider(provider)).data)
