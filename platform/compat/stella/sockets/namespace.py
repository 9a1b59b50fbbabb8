"""The namespace `/chat`: its events, spelled as existing clients expect."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs

import orjson
import socketio
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from socketio.exceptions import ConnectionRefusedError

from compat.stella.sockets.delivery import in_thread, wait_for_answer
from compat.stella.sockets.participants import (
    Participant,
    accept_message,
    address_of,
    is_still_allowed,
    join_chat,
)
from core.http.event_streams import CHECK_SECONDS
from core.wire.problems import problem_from
from voice.conversations.models import Message
from voice.conversations.services import start_answer
from voice.conversations.services.member_chats import AskedQuestion, claim_delivery

NAMESPACE = "/chat"
WAITING = "Your message is kept and answered after the one before it."
FAILED = "The answer could not be completed. Please ask again."


class ChatNamespace(socketio.AsyncNamespace):
    """Each socket is in one chat, and in the room of that name.

    Answers are sent to the room from any process.
    """

    def __init__(self, namespace: str) -> None:
        super().__init__(namespace)
        self._participants: dict[str, Participant] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        chat, string = (query.get(key, [""])[0] for key in ("chat_id", "connection_string"))
        address = address_of(environ)
        try:
            participant, pending = await in_thread(
                lambda: join_chat(chat=chat, string=string, address=address)
            )
        except Exception as error:  # the process's boundary: logged and reported
            raise ConnectionRefusedError(problem_from(error).sentence) from error
        self._participants[sid] = participant
        await self.enter_room(sid, participant.chat)
        self._start(self._watch(sid, participant))
        for message in pending:
            self._start(self._deliver(participant.chat, message))

    async def on_disconnect(self, sid: str, reason: Any = None) -> None:
        self._participants.pop(sid, None)

    async def on_chat_message(self, sid: str, text: Any = None, *_: Any) -> None:
        participant = self._participants[sid]
        try:
            taken = await in_thread(lambda: accept_message(participant, text))
        except Exception as error:  # the process's boundary: logged and reported
            await self._notice(participant.chat, problem_from(error).sentence, to=sid)
            return
        received = {
            "type": "message_received",
            "message": taken.message,
            "chat_id": participant.chat,
        }
        await self.emit("feedback", orjson.dumps(received).decode(), to=sid)
        if taken.asked.before is not None:
            await self._notice(participant.chat, WAITING, to=sid)
        self._start(self._answer(participant.chat, taken.asked))

    async def _watch(self, sid: str, participant: Participant) -> None:
        """Disconnect a participant soon after access ends."""
        while self._participants.get(sid) is participant:
            await asyncio.sleep(CHECK_SECONDS)
            if self._participants.get(sid) is participant and not await self._is_still_allowed(
                participant
            ):
                await self.disconnect(sid)
                return

    async def _is_still_allowed(self, participant: Participant) -> bool:
        try:
            return await in_thread(lambda: is_still_allowed(participant))
        except (OperationalError, InterfaceError):
            return True  # the database is unreachable, so nothing can be received anyway

    async def _answer(self, chat: str, asked: AskedQuestion) -> None:
        """Generate and deliver the answer after the one before."""
        job = asked.job
        if asked.before is not None:
            await wait_for_answer(asked.before)
            if job is not None:
                await in_thread(lambda: start_answer(job))
        await self._deliver(chat, asked.answer)

    async def _deliver(self, chat: str, answer: Message) -> None:
        """Send the finished answer to the chat, unless another process has."""
        message = await wait_for_answer(answer)
        if message is None or not await in_thread(lambda: _claim(message)):
            return
        if message.state == Message.State.COMPLETED:
            await self.emit("message", message.content, room=chat)
        else:
            await self._notice(chat, FAILED, to=chat)

    async def _notice(self, chat: str, sentence: str, *, to: str) -> None:
        """to: a socket or a room."""
        notice = {"type": "progress", "message": sentence, "chat_id": chat}
        await self.emit("chat_information", orjson.dumps(notice).decode(), room=to)

    def _start(self, work: Any) -> None:
        """Run in the background; keeps a reference, since the event loop does not."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _claim(message: Message) -> bool:
    return claim_delivery(
        workspace_id=message.workspace_id, message_id=message.pk, now=timezone.now()
    )
