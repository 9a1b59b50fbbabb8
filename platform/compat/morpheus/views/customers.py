"""The caller's customer: the platform's workspace."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.morpheus import services
from compat.morpheus.serializers import CustomerOut, CustomerPatch, OnboardIn
from compat.morpheus.views.base import DefaultCustomerViewSet
from core.api import ApiViewSet, read
from core.wire.answers import Reply
from workspaces import queries as workspaces


class OnboardingViewSet(ApiViewSet):
    def create(self, request: Request) -> Response:
        data = read(OnboardIn, request.data)
        customer = services.onboard(user=self.user, **data, now=timezone.now())
        owner = {
            "id": str(self.user.uuid),
            "customer_id": str(customer.uuid),
            "role": "owner",
        }
        return Reply(
            {"customer": CustomerOut(customer).data, "user": owner},
            message="Customer onboarded successfully",
            status=201,
        )


class CustomerViewSet(DefaultCustomerViewSet):
    needs = {"retrieve": "workspace.view", "partial_update": "workspace.change"}

    def retrieve(self, request: Request) -> Response:
        customer = workspaces.workspace_in_scope()
        return Reply(CustomerOut(customer).data, message="Customer details retrieved")

    def partial_update(self, request: Request) -> Response:
        changes = read(CustomerPatch, request.data)
        customer = services.change_customer(
            customer=workspaces.workspace_in_scope(),
            by=self.access,
            **changes,
            now=timezone.now(),
        )
        return Reply(CustomerOut(customer).data, message="Customer details updated")
