"""Bodies for the routes of agents, providers, conversations and the widget."""

from __future__ import annotations

from typing import Any

from operations.tests.api_world_rows import Body, World


def _agent(world: World) -> dict[str, Any]:
    return {
        "name": "Seller",
        "description": "Sells.",
        "agent_type": "SALES",
        "behavior_settings": {
            "tone": "friendly",
            "response_style": "brief",
            "language_mode": "auto",
            "system_prompt": "Be brief.",
            "allowed_topics": ["Opening hours"],
            "blocked_words": ["rival"],
        },
        "response_config": {
            "max_response_length": 300,
            "confidence_threshold": 0.6,
            "show_sources": True,
            "unsupported_sentences": "FLAG",
        },
        "conversation_rules": {"own_key": [1, {"x": None}]},
        "publish_gate": "WARN",
        "greeting_message": "Hi!",
        "fallback_message": "I do not know.",
        "knowledge_collection_ids": [world.ids["collection_id"]],
        "knowledge_scope": "SELECTED",
        "calendar_ids": [world.ids["calendar_id"]],
        "provider_id": world.ids["provider_id"],
        "fallback_provider_ids": [world.ids["provider_id"]],
    }


def _test(world: World) -> dict[str, Any]:
    return {
        "question": "And on Saturday?",
        "history": [{"role": "user", "content": "When are you open?"}],
        "contains": ["10 am"],
        "excludes": ["closed"],
        "expects_answer": True,
        "document_id": world.ids["document_id"],
        "min_confidence": 0.5,
    }


_PROVIDER = {
    "base_url": "https://llm.example/v1",
    "api_key": "sk-of-the-tests-0123456789",
    "model": "large-1",
    "input_cost": 0.15,
    "output_cost": 0.6,
    "timeout_seconds": 20,
    "supports_tools": False,
    "is_active": False,  # so that nobody asks it
}


BODIES: dict[str, Body] = {
    "Agents.create": _agent,
    "Agents.partial_update": _agent,
    "Providers.create": lambda _: {"name": "Second", "kind": "OPENAI_COMPATIBLE", **_PROVIDER},
    "Providers.partial_update": lambda _: {"name": "Renamed", "kind": "ANTHROPIC", **_PROVIDER},
    "Publishing.test": lambda _: {
        "message": "hello",
        "history": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}],
    },
    "Publishing.rollback": lambda _: {"version": "1.0", "restore_draft": True},
    "AgentTests.create": _test,
    "AgentTests.partial_update": _test,
    "ConversationTests.create": lambda world: {
        "message_id": world.ids["message_id"],
        "expected": "From 9 am",
    },
    "Unanswered.resolve": lambda world: {
        "answer": "From 9 am.",
        "question": "When do you open?",
        "collection_id": world.ids["collection_id"],
    },
    "ConversationHandling.take_over": lambda _: {"force": True},
    "ConversationHandling.reply": lambda _: {"content": "Let me look that up."},
    "ConversationHandling.typing": lambda _: {"is_typing": True},
    "ConversationSettings.update": lambda _: {"retention_days": 90},
    "AgentWidget.partial_update": lambda _: {
        "theme": "dark",
        "primary_color": "#a1b2c3",
        "border_radius": 8,
        "position": "bottom-left",
        "greeting_enabled": False,
        "greeting_delay": 500,
        "suggested_questions": ["When are you open?"],
        "show_powered_by": False,
        "avatar_url": "https://example.com/avatar.png",
        "language": "de",
        "feedback_enabled": False,
        "escalation_enabled": False,
    },
    "Escalations.partial_update": lambda world: {
        "status": "RESOLVED",
        "assigned_to": world.owner.user.public_id,
    },
    "VisitorFeedback.create": lambda world: {
        "message_id": world.ids["message_id"],
        "feedback_type": "THUMBS_UP",
        "comment": "Very helpful!",
    },
    "VisitorEscalation.create": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "email": "visitor@example.com",
        "message": "Please call me.",
        "name": "Vera",
    },
    "VisitorChat.typing": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "is_typing": True,
    },
    "VisitorChat.read": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "message_id": world.ids["message_id"],
    },
    "OlderEmbed.init": lambda world: {
        "agent_id": world.ids["agent_id"],
        "api_key": world.key,
        "page_url": "http://localhost/shop",
        "page_title": "Shop",
        "referrer": "http://localhost/",
        "language": "en",
    },
    "OlderEmbed.event": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["older_chat_id"],
        "event_type": "opened",
        "event_data": {"by": "click"},
    },
    "Chat.create": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": "sess_tests",
        "message": "Are you open?",
        "metadata": {"page_url": "http://localhost/", "user_agent": "tests"},
    },
}
