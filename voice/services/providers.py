"""Which provider words an agent's answers."""

from __future__ import annotations

from django.conf import settings

from core.outbound import pinned_client
from voice.answering import AnswerProvider
from voice.answering.extractive import Extractive
from voice.behaviour import Behaviour
from voice.models import Provider


def provider_for(behaviour: Behaviour) -> AnswerProvider:
    """The agent's own model with the extractive one to step in, or the latter alone."""
    extractive = Extractive()
    if behaviour.provider_id is None:
        return extractive
    row = Provider.objects.filter(pk=behaviour.provider_id, is_active=True).first()
    if row is None or not row.api_key:
        return extractive
    # Here, since it takes a second that agents without a model of their own need not wait for.
    from voice.clients.llm import Failover, OpenAICompatible

    model = OpenAICompatible(
        base_url=row.base_url,
        api_key=row.api_key,
        model=row.model,
        http_client=pinned_client(allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK),
    )
    return Failover(model, extractive)
