"""Texts and settings of the OpenAPI document. Data only, since the settings import it."""

from __future__ import annotations

from typing import Any

DESCRIPTION = """\
One agent that knows a business's documents, on its website, its phone numbers and over this API.

Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`.
Lists are pages: `limit`, `sort` and the `cursor` that the previous page gave as `next`.
Every POST takes an `Idempotency-Key`; every answer carries `X-Request-Id` and `X-RateLimit-*`.
"""

REFUSALS = {
    "400": "The input is not valid.",
    "401": "There is no session or API key, or it is not valid.",
    "403": "The role, or the key, does not allow this.",
    "404": "It does not exist, or the caller may not see it.",
    "405": "The method is not supported here.",
    "409": "It conflicts with stored data.",
    "413": "The body is too large.",
    "415": "This kind of content is not accepted.",
    "422": "It contradicts an earlier request.",
    "429": "A limit is exceeded; Retry-After says for how long.",
    "503": "Briefly unavailable; Retry-After says for how long.",
    "507": "There is no room left to store this; nothing has been changed.",
}


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
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AgentStatus": "voice.agents.models.Agent.Status",
        "AgentType": "voice.agents.models.Agent.Type",
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
    },
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
    },
    "PREPROCESSING_HOOKS": ["config.api_schema.own_api_only"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.add_refusals",
    ],
}
