"""Providers of language models over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from voice.providers import services
from voice.providers.api.serializers import (
    ProviderIn,
    ProviderOut,
    ProviderPage,
    ProviderPatch,
    TrialOut,
)
from voice.providers.models import Provider


class ProvidersViewSet(WorkspaceViewSet):
    """The language models that agents may speak through."""

    needs = {
        "list": "agents.change",
        "retrieve": "agents.change",
        "create": "workspace.change",
        "partial_update": "workspace.change",
        "destroy": "workspace.change",
        "test": "workspace.change",
    }

    @extend_schema(responses=ProviderPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            Provider.objects.all(),
            request=request,
            plural="providers",
            out=ProviderOut,
            sorts={"created_at": "created_at", "name": "name"},
        )
        return Response(page)

    @extend_schema(request=ProviderIn, responses={201: ProviderOut})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(ProviderIn, request.data)
        provider = services.create_provider(**data, now=timezone.now())
        return Response(ProviderOut(provider).data, status=201)

    @extend_schema(responses=ProviderOut)
    def retrieve(self, request: Request, workspace_id: str, provider_id: str) -> Response:
        return Response(ProviderOut(find(Provider.objects, provider_id)).data)

    @extend_schema(request=ProviderPatch, responses=ProviderOut)
    def partial_update(self, request: Request, workspace_id: str, provider_id: str) -> Response:
        changes = read(ProviderPatch, request.data)
        provider = find(Provider.objects, provider_id)
        services.change_provider(provider=provider, **changes, now=timezone.now())
        return Response(ProviderOut(provider).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, provider_id: str) -> Response:
        provider = find(Provider.objects, provider_id)
        services.delete_provider(provider=provider, now=timezone.now())
        return Response({"message": "Provider deleted"})

    @extend_schema(request=None, responses=TrialOut)
    def test(self, request: Request, workspace_id: str, provider_id: str) -> Response:
        """Ask the model something. Answers 200 also where it fails, with `ok` and the reason."""
        provider = find(Provider.objects, provider_id)
        self.leave()
        return Response(TrialOut(services.check_provider(provider)).data)
