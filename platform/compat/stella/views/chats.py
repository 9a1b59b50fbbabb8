"""Chats over the stella contract, including the strings for Socket.IO."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.stella import strings
from compat.stella.errors import (
    ChatNotFound,
    MissingWorkspace,
    NotTheOwnerHere,
    NotTheOwnerOfTheChat,
    WorkspaceNotFound,
)
from compat.stella.serializers import AuthorizationOut, ChatOut
from compat.stella.shapes import shown_workspaces
from core import ids
from core.api import WorkspaceViewSet
from core.errors import DomainError
from voice.conversations.models import Conversation
from voice.conversations.queries import chats as found
from voice.conversations.services import delete_conversation
from voice.conversations.services import member_chats as chats
from workspaces import queries


class ChatViewSet(WorkspaceViewSet):
    """Creates a chat in the workspace of the query; otherwise acts on the caller's chat in the
    query.

    A foreign workspace or chat differs from an unknown one.
    """

    needs = {
        "create": "workspace.change_as_owner",
        "retrieve": "conversations.view",
        "destroy": "conversations.view",
        "authorize": "conversations.view",
        "authorize_message": "conversations.view",
    }

    @property
    def scope_function(self) -> str:  # type: ignore[override]
        return "open_workspace" if self.action == "create" else found.OPEN_CHAT

    def create(self, request: Request) -> Response:
        chat = chats.start_chat(by=self.user, now=timezone.now())
        (workspace,) = shown_workspaces(queries.workspaces_of(self.user), user=self.user)
        shown = ChatOut(chat, context={"workspace": queries.workspace_in_scope()}).data
        return Response({"msg": "Chat created successfully", "chat": shown, "workspace": workspace})

    def retrieve(self, request: Request) -> Response:
        context = {"workspace": queries.workspace_in_scope()}
        return Response(ChatOut(self.chat, context=context).data)

    def destroy(self, request: Request) -> Response:
        delete_conversation(conversation=self.chat, now=timezone.now())
        return Response({"msg": "Chat deleted successfully"})

    def authorize(self, request: Request) -> Response:
        """Returns the string for connecting to the chat."""
        return self._authorize("connection_string", strings.Purpose.CONNECTION)

    def authorize_message(self, request: Request) -> Response:
        """Returns the string for sending one message to the chat."""
        return self._authorize("message_string", strings.Purpose.MESSAGE)

    @property
    def chat(self) -> Conversation:
        chat: Conversation = (
            found.chats().with_public_id(self.request.query_params["chat_id"]).get()
        )
        return chat

    def requested_workspace(self) -> uuid.UUID:
        """A chat's own id: its workspace is found by that."""
        query = self.request.query_params
        if self.action != "create":
            chat = ids.decode(Conversation.id_prefix, query.get("chat_id", ""))
            if chat is None:
                raise ChatNotFound
            return chat
        if not query.get("workspace_id"):
            raise MissingWorkspace
        workspace = ids.decode("ws", query["workspace_id"])
        if workspace is None:
            raise WorkspaceNotFound
        return workspace

    def non_member_error(self, wanted: uuid.UUID | None) -> DomainError:
        is_workspace = self.action == "create"
        exists = queries.workspace_exists if is_workspace else found.chat_exists
        if wanted is not None and exists(wanted):
            return self.forbidden_error()
        return WorkspaceNotFound() if is_workspace else ChatNotFound()

    def forbidden_error(self) -> DomainError:
        return NotTheOwnerHere() if self.action == "create" else NotTheOwnerOfTheChat()

    def _authorize(self, key: str, purpose: strings.Purpose) -> Response:
        session: Any = self.request.auth
        issued = strings.issue(
            purpose,
            chat=self.chat.public_id,
            session=session.uuid,
            now=timezone.now(),
        )
        shown = AuthorizationOut(issued, context={"user": self.user}).data
        return Response({key: issued.string, **shown})
