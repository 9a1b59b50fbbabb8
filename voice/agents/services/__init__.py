"""Writes about agents."""

from voice.agents.services.agents import (
    assign_calendar,
    change_agent,
    copy_agent,
    create_agent,
    delete_agent,
    lock_agent,
)
from voice.agents.services.names import free_name
from voice.agents.services.publishing import (
    archive_agent,
    publish_agent,
    roll_back_agent,
    unarchive_agent,
)

__all__ = [
    "archive_agent",
    "assign_calendar",
    "change_agent",
    "copy_agent",
    "create_agent",
    "delete_agent",
    "free_name",
    "lock_agent",
    "publish_agent",
    "roll_back_agent",
    "unarchive_agent",
]
