"""Providers: create, change, delete, check, and make clients."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from core.db.constraints import violated_constraint
from core.scope import current_workspace_id
from core.service_address import service_address
from voice.answering import AnswerRequest, Assessment, Persona
from voice.answering.errors import ProviderError
from voice.providers.clients.llm import LanguageModel, Usage, language_model
from voice.providers.errors import ModelUnnamed, ProviderNameTaken
from voice.providers.models import Provider
from workspaces.services import record, record_change

__all__ = [
    "LanguageModel",
    "ProviderChanges",
    "ProviderCheck",
    "ProviderClient",
    "ProviderFields",
    "Usage",
    "change_provider",
    "check_provider",
    "create_provider",
    "delete_provider",
    "provider_clients",
]
_SECRETS = frozenset({"api_key"})
_CHECK_REQUEST = AnswerRequest(
    question="This is a connection test. Answer with the word OK.",
    assessment=Assessment(1.0, (), ""),
    passages=(),
    persona=Persona(name="a connection test", max_response_length=50),
)


@dataclass(frozen=True, slots=True)
class ProviderClient:
    """A provider that is ready to be asked.

    input_cost, output_cost: of a million tokens, in millionths.
    connect: raises ProviderError if there is nothing to connect to.
    """

    name: str
    input_cost: int
    output_cost: int
    connect: Callable[[], LanguageModel]
    calls_tools: bool = False


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """The result of a test question. message: on failure, what to do."""

    ok: bool
    latency_ms: int
    message: str


class ProviderFields(TypedDict, total=False):
    """input_cost, output_cost: of a million tokens, in millionths of the workspace's currency.

    supports_tools: None for what its kind does.
    """

    base_url: str
    api_key: str
    model: str
    input_cost: int
    output_cost: int
    timeout_seconds: int
    supports_tools: bool | None
    is_active: bool


class ProviderChanges(ProviderFields, total=False):
    name: str
    kind: str


@transaction.atomic
def create_provider(
    *, name: str, kind: str, now: datetime, **fields: Unpack[ProviderFields]
) -> Provider:
    """Raises ProviderNameTaken (names are compared ignoring case), ModelUnnamed or
    ServiceAddressInvalid.
    """
    _spell_address(fields)
    provider = Provider(workspace_id=current_workspace_id(), name=name, kind=kind, **fields)
    _check(provider)
    _save(provider)
    after = _audit_values({"name": name, "kind": kind, **fields})
    record(action="PROVIDER_CREATED", target=provider.public_id, after=after, now=now)
    return provider


@transaction.atomic
def change_provider(
    *, provider: Provider, now: datetime, **changes: Unpack[ProviderChanges]
) -> Provider:
    """Change a provider. Applies to agents immediately, published ones too. Raises like
    `create_provider`.

    A key is only sent to the address that it was given for: a new address needs the key again.
    """
    _spell_address(changes)
    moved = changes.get("base_url", provider.base_url) != provider.base_url
    if moved or changes.get("kind", provider.kind) != provider.kind:
        changes.setdefault("api_key", "")
    before = _audit_values({field: getattr(provider, field) for field in changes})
    for field, value in changes.items():
        setattr(provider, field, value)
    _check(provider)
    _save(provider, update_fields=list(changes))
    after = _audit_values(changes)
    if "api_key" in changes:
        before["api_key"] = "the one before"
    record_change(
        action="PROVIDER_CHANGED",
        target=provider.public_id,
        before=before,
        after=after,
        now=now,
    )
    return provider


@transaction.atomic
def delete_provider(*, provider: Provider, now: datetime) -> None:
    """Delete a provider. Agents that used it ask their next one, or extract their answers."""
    before = {"name": provider.name, "kind": provider.kind}
    provider.delete()
    record(action="PROVIDER_DELETED", target=provider.public_id, before=before, now=now)


def check_provider(provider: Provider) -> ProviderCheck:
    """Send a test question. May take as long as the timeout: do not call it inside a scope."""
    started = time.perf_counter()
    try:
        model = _client(provider).connect()
        text = "".join(model.stream(_CHECK_REQUEST))
        ok, message = True, f"It answers: {text}"
    except ProviderError as error:
        ok, message = False, str(error)
    return ProviderCheck(ok, round((time.perf_counter() - started) * 1000), message)


def provider_clients(provider_ids: Sequence[int]) -> list[ProviderClient]:
    """The clients of these providers, in this order, without unusable ones. Needs a scope."""
    if not provider_ids:
        return []
    found = Provider.objects.in_bulk(provider_ids)
    rows = (found.get(key) for key in provider_ids)
    return [_client(row) for row in rows if row is not None and row.is_usable]


def _client(row: Provider) -> ProviderClient:
    return ProviderClient(
        name=row.name[:60],
        input_cost=row.input_cost,
        output_cost=row.output_cost,
        connect=partial(
            language_model,
            kind=row.kind,
            base_url=row.base_url,
            api_key=row.api_key,
            model=row.model,
            timeout_seconds=row.timeout_seconds,
        ),
        calls_tools=row.calls_tools,
    )


def _spell_address(fields: ProviderFields) -> None:
    """Spell the address, if there is one, as it is sent. Raises ServiceAddressInvalid."""
    if fields.get("base_url"):
        fields["base_url"] = service_address(fields["base_url"], field="base_url")


def _check(provider: Provider) -> None:
    if provider.kind != Provider.Kind.LOCAL and not provider.model:
        raise ModelUnnamed(field="model")


def _save(provider: Provider, *, update_fields: list[str] | None = None) -> None:
    """update_fields: None for a new provider."""
    try:
        with transaction.atomic():
            provider.save(force_insert=update_fields is None, update_fields=update_fields)
    except IntegrityError as error:
        if violated_constraint(error) == "one_provider_per_name_and_workspace":
            raise ProviderNameTaken(name=provider.name, field="name") from error
        raise


def _audit_values(fields: Mapping[str, object]) -> dict[str, object]:
    """The values that the audit log may contain: that there is a key, never the key."""
    return {
        name: ("set" if value else "none") if name in _SECRETS else value
        for name, value in fields.items()
    }
