"""Texts and settings of the OpenAPI document. Data only, since the settings import it."""

from __future__ import annotations

from typing import Any

from config.api_tags import TAGS
from workspaces.plans import PLANS

DESCRIPTION = """\
One agent that knows a business's documents, on its website, its phone numbers and over this API.

Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`.
Lists are pages: `limit`, `sort` and the `cursor` that the previous page gave as `next`.
A POST that says so takes an `Idempotency-Key`; every answer carries `X-Request-Id` and
`X-RateLimit-*`. Errors have one shape; of a status, `x-error-codes` names the codes that there are.
"""

Json = dict[str, Any]

ERROR: Json = {
    "type": "object",
    "required": ["detail", "code", "field"],
    "additionalProperties": False,
    "properties": {
        "detail": {"type": "string", "description": "A sentence for people."},
        "code": {"type": "string", "description": "Stable, for programs."},
        "field": {
            "type": ["string", "null"],
            "description": "The input at fault, if it is a single one.",
        },
        "errors": {
            "type": "array",
            "description": "All of them, if several fields are at fault.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "additionalProperties": False,
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "rule": {
            "type": "string",
            "description": "Of TIME_NOT_AVAILABLE: the rule that refuses it, as `explain` says it.",
        },
        "reason": {
            "type": "string",
            "description": "Of TIME_NOT_AVAILABLE: why, in plain words.",
        },
        "nearest_slots": {
            "type": "array",
            "description": "Of TIME_NOT_AVAILABLE: the nearest times that can be booked.",
            "items": {
                "type": "object",
                "required": ["starts_at", "ends_at"],
                "additionalProperties": False,
                "properties": {
                    "starts_at": {"type": "string", "format": "date-time"},
                    "ends_at": {"type": "string", "format": "date-time"},
                },
            },
        },
    },
}

REFUSED = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}

SPECTACULAR: Json = {
    "TITLE": "Frontdesk",
    "DESCRIPTION": DESCRIPTION,
    "OAS_VERSION": "3.1.1",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/", "description": "The installation that serves this document."}],
    "TAGS": [{"name": name, "description": text} for name, text in TAGS.items()],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AgentStatus": "voice.agents.models.Agent.Status",
        "AgentType": "voice.agents.models.Agent.Type",
        "ConsentState": "workspaces.contacts.models.Consent.State",
        "ContactChannel": "workspaces.contacts.models.Channel",
        "ContactSource": "workspaces.contacts.models.Source",
        "ContactSuggestionStatus": "workspaces.contacts.models.ContactSuggestion.Status",
        "ConversationChannel": "voice.conversations.models.Conversation.Channel",
        "ConversationStatus": "voice.conversations.models.Conversation.Status",
        "DocumentStatus": "knowledge.models.Document.Status",
        "EscalationStatus": "widget.models.Escalation.Status",
        "CrawlPageState": "knowledge.models.CrawlPage.State",
        "CrawlRunState": "knowledge.models.CrawlRun.State",
        "EmbedderKind": "knowledge.models.EmbeddingIndex.Kind",
        "EmbeddingIndexState": "knowledge.models.EmbeddingIndex.State",
        "ProviderKind": "voice.providers.models.Provider.Kind",
        "TestRunState": "voice.evaluations.models.EvaluationRun.State",
        "MemberRole": "workspaces.models.Membership.Role",
        "SpeakerRole": ["user", "assistant"],
        "MessageRole": "voice.conversations.models.Message.Role",
        "DocumentVersionState": "knowledge.models.DocumentVersion.State",
        "FeedbackType": "widget.models.Feedback.Type",
        "PlanName": list(PLANS),
        "TypingParty": ["HUMAN", "VISITOR"],
        "CalendarConnectionKind": "scheduling.models.CalendarConnection.Kind",
        "AppointmentStatus": "scheduling.models.Appointment.Status",
        "AppointmentSource": "scheduling.models.Appointment.Source",
        "HostAssignment": "scheduling.models.Calendar.Assignment",
        "BookingConfirmation": "scheduling.models.Calendar.Confirmation",
        "LocationKind": "scheduling.models.Calendar.LocationKind",
        "BookingQuestionType": ["TEXT", "CHOICE", "BOOLEAN"],
        "AvailabilityRule": "scheduling.availability.Rule",
    },
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "The access token of a session, as `signIn` answers with.",
            },
            "api_key": {
                "type": "apiKey",
                "in": "header",
                "name": "X-API-Key",
                "description": "A publishable key of a workspace, for the pages that it allows.",
            },
        }
    },
    "PREPROCESSING_HOOKS": ["config.api_schema.own_api_only"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.add_components",
        "config.api_names.rename_schemas",
        "config.api_examples.add_examples",
    ],
}
