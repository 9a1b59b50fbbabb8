"""Scripts of dialogues in which a scripted model calls tools, through a vendor's library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.answering import AnswerRequest, Assessment, Passage, Persona, Turn
from voice.answering.tools import Tool, ToolCall, Verdict
from voice.answers.models import Behavior, Retrieval
from voice.answers.services import Conversed, Material, ToolConversation
from voice.providers.services import ProviderClient
from voice.providers.tests.llm_server import Server
from voice.providers.tests.tool_server import Says, Script, model_of, scripted
from voice.tools.booking import State, step
from voice.tools.booking.model_led import Taker, conclude, taker_of
from voice.tools.booking.model_tools import BookingTools
from voice.tools.tests.paper_desk import (
    DIALOGUES,
    NOW,
    PaperDesk,
    desk_named,
    faults_of,
    moment,
    read_yaml,
)

BEHAVIOR = Behavior(name="Ann", greeting_message="", fallback_message="")


@dataclass
class PaperToolbox:
    """The tools over a desk on paper."""

    booking: BookingTools
    desk: PaperDesk

    @property
    def tools(self) -> list[Tool]:
        return list(self.booking.tools)

    @property
    def task(self) -> str:
        return self.booking.task

    @property
    def known(self) -> str:
        return self.booking.known

    def run(self, call: ToolCall) -> str:
        return self.booking.run(call, self.desk)

    def is_done(self) -> bool:
        return self.booking.is_done()

    def judge(self, sentence: str) -> Verdict:
        return self.booking.judge(sentence)


@dataclass
class ModelTalk:
    """A conversation. took: who took each message; replies: "" where the engine would answer."""

    wire: str
    server: Server
    desk: PaperDesk
    documents: str = ""
    state: State = field(default_factory=State)
    history: list[Turn] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    took: list[Taker] = field(default_factory=list)
    conversed: list[Conversed] = field(default_factory=list)

    def say(self, said: str, *script: Script) -> str:
        """script: what the model does, if it is asked."""
        self.server.script = scripted(self.wire, *(script or (500,)))
        state = State.from_json(json.loads(json.dumps(self.state.as_json())))
        taker = taker_of(state, said, self.desk, NOW)
        reply: str | None = None
        if taker is Taker.MODEL:
            state, reply = self._by_model(state, said)
        if reply is None:
            state, reply = step(state, said, self.desk, NOW)
        self.state = state
        self.took.append(taker)
        self.replies.append(reply or "")
        self.history += [Turn("user", said), Turn("assistant", reply or "…")]
        return reply or ""

    def _by_model(self, state: State, said: str) -> tuple[State, str | None]:
        written = [turn.content for turn in self.history if turn.role == "user"]
        tools = BookingTools(state, [*written, said], self.desk.calendars(), NOW)
        client = ProviderClient(
            "Cloud", 1_000_000, 0, connect=lambda: model_of(self.wire, self.server)
        )
        toolbox = PaperToolbox(tools, self.desk)
        conversed = ToolConversation(
            self._material(said, tools.task), BEHAVIOR, client, toolbox
        ).run()
        self.conversed.append(conversed)
        return conclude(state, said, tools.outcome(conversed.sentences), self.desk, NOW)

    def _material(self, said: str, task: str) -> Material:
        passages = (Passage(1, 1, "Practice", (), None, self.documents, 0.9, 0.9),)
        request = AnswerRequest(
            question=said,
            assessment=Assessment(0.0, (), said),
            passages=passages if self.documents else (),
            persona=Persona(name="Ann"),
            history=tuple(self.history),
            task=task,
        )
        return Material(request, Retrieval())


def model_scripts() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = read_yaml(DIALOGUES / "models" / "dialogues.yaml")
    return found


def run_model_script(script: Mapping[str, Any], wire: str, server: Server) -> list[str]:
    """What went otherwise than the script says."""
    faults: list[str] = []
    talk = ModelTalk(
        wire,
        server,
        desk_named(script["desk"]),
        documents=script.get("documents", ""),
        state=State(language=script.get("language", "en")),
    )
    for turn in script["turns"]:
        if "taken" in turn and isinstance(turn, dict):
            talk.desk.take(moment(turn["taken"]))
            continue
        expected = turn if isinstance(turn, dict) else {"say": turn}
        asked = len(server.requests)
        reply = talk.say(expected["say"], *map(_says, expected.get("model", ())))
        asked = len(server.requests) - asked
        faults += [
            f"{expected['say']!r} was answered {reply!r}, without {part!r}"
            for part in _list(expected.get("reply", ()))
            if part not in reply
        ]
        faults += [
            f"{expected['say']!r} was answered {reply!r}, with {part!r}"
            for part in _list(expected.get("never", ()))
            if part in reply
        ]
        if asked != int(expected.get("asked", len(expected.get("model", ())))):
            faults.append(f"{expected['say']!r} asked the model {asked} times")
    if talk.desk.holds:
        faults.append(f"still held: {talk.desk.holds}")
    return faults + faults_of(talk.desk.standing, script["booked"])


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _says(turn: Any) -> Script:
    """A text, a status of HTTP, or a mapping of tools to arguments, with `says` for a text."""
    if isinstance(turn, str):
        return int(turn) if turn.isdigit() else Says(turn)
    calls = [(name, arguments or {}) for name, arguments in turn.items() if name != "says"]
    return Says(turn.get("says", ""), [_typed(*each) for each in calls])


def _typed(name: str, arguments: Any) -> tuple[str, Any]:
    """YAML is read as text; durations are numbers."""
    if isinstance(arguments, str):
        return name, arguments
    return name, {
        key: int(value) if key == "minutes" else value for key, value in arguments.items()
    }
