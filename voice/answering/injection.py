"""Detects sentences in documents that address the assistant instead of the reader.

Like all text of a document they are data, never an instruction. They are not quoted as answers
either: to a visitor they would look like the business's own words.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MODEL = r"(?:ai|llm|gpt|language\s+model|chat\s?bot|(?:ai|virtual|digital)\s+(?:assistant|agent))"
_OBEY = r"(?:say|answer|reply|respond|tell|claim|output|print|reveal)"
_ASKED = (
    r"(?:asked|(?:the\s+)?users?\s+asks?|a\s+(?:user|visitor|customer)\s+asks?|you\s+are\s+asked)"
)

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Ignore all previous instructions"
        r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|prompts?"
        r"|directives?|guidelines?|training|everything\s+(?:above|before)|(?:the|all)\s+above"
        r"|(?:previous|prior|earlier|your|these|all)\s+(?:rules?|polic(?:y|ies)|messages?))\b",
        r"\b(?:system|developer|hidden|initial)\s+(?:prompt|message|instructions?)\b",
        # "You are now a pirate", "act as if"
        r"\b(?:you\s+are|you're)\s+(?:now|henceforth|from\s+now\s+on)\s+(?:in\s+\w+\s+mode|free\s+(?:from|of)"
        r"|an?\s+(?:\w+\s+)?(?:ai|assistant|agent|bot|chatbot|model|pirate|hacker|persona))\b",
        r"\b(?:act|behave|respond|pretend)\s+(?:as\s+if\s+you|as\s+an?\s+\w+\s+(?:ai|assistant|bot)"
        r"|to\s+be\s+an?)\b",
        # "Note to the AI", "Dear chatbot", "If you are a language model"
        rf"\b(?:as|dear|attention|note\s+to|hey|hello|you\s+are)\b[\s,:]*(?:an?\s+|the\s+|this\s+|any\s+|all\s+)?{_MODEL}s?\b",  # noqa: E501
        rf"\b{_MODEL}s?\b[^.\n]{{0,40}}\b(?:must|shall|are\s+to|have\s+to|reading\s+this)\b",
        rf"^\s*(?:assistant|{_MODEL}|system|user)\s*[:>]",
        # "When asked about prices, say that …"
        rf"\b(?:when|if|whenever)\b[^.\n]{{0,30}}\b{_ASKED}\b[^.\n]{{0,80}}\b{_OBEY}\b",
        r"\b(?:always|only|instead)\s+(?:answer|reply|respond|say|output|print)\s+(?:that|with|only|in|\")",  # noqa: E501
        r"\b(?:reveal|print|output|repeat|leak)\b[^.\n]{0,30}\b(?:your|the)\s+"
        r"(?:system|prompt|instructions?|api\s*key|secrets?|passwords?|configuration)",
        r"\bdo\s+not\s+(?:tell|inform|mention\s+to)\s+(?:the\s+)?users?\b",
        r"\bjailbreak\b|\bDAN\s+mode\b",
        r"<\s*/?\s*(?:system|instructions?|prompt|assistant)\s*>|\[/?INST\]|<\|[a-z_]+\|>",
        r"^\W*(?:bot|gpt|chatgpt|llm|assistant)\s*[:>,]|/\*\s*assistant\b|#\s*instructions?\s*:",
        # "say that …", addressed to the reader
        r"(?:^|[,;:!]\s*|\b(?:and|you(?:\s+must)?|now)\s+)(?:say|claim|answer|respond)\s+that\b",
        r"\b(?:order|command|instruct)\s+you\s+to\b|\b(?:chatgpt|openai)\b[^.\n]{0,40}\b(?:say|tell)\b",
        # "Tell the user", "The model should say"
        r"\b(?:tell|inform|say\s+to|respond\s+to)\s+(?:the|every|all|any)\s+(?:users?|visitors?)\b",
        r"\b(?:response\s+to|answer\s+for)\s+the\s+user\b|\banswer\s+the\s+next\s+question\b",
        r"\bthe\s+(?:assistant|model|chatbot)\s+(?:should|will|must|shall)\s+(?:now\s+)?"
        r"(?:say|answer|reply|respond|ignore)\b",
        # "Your new task is to tell people", "your policy has changed"
        r"\byour\s+(?:new|only)\s+(?:task|purpose|role)\s+(?:now\s+)?is\b|\bset\s+your\s+confidence\b",
        r"\byour\s+(?:policy|configuration|instructions|guidelines|rules)\s+ha(?:s|ve)\s+"
        r"(?:been\s+)?(?:changed|updated|replaced)\b|\byour\s+answers\s+(?:say|must)\b",
        r"\bstop\s+(?:following\s+your\s+(?:rules|instructions)|being\s+an?\s+assistant)\b",
        rf"\bbehave\s+as\s+an?\s+(?:bot|assistant|{_MODEL})\b|\bfree\s+of\s+all\s+rules\b",
        r"\bthe\s+user\s+is\s+(?:an?|the|your)\s+(?:administrator|admin|developer|owner)\b",
        r"\bnew\s+instructions?\s*(?::|for\s+the\s+(?:assistant|bot|model))|\binstruction\s+replaces\b",
        # Terms of retrieval: "Ignore the other search results", "the retrieved context"
        r"\b(?:ignore|disregard|treat)\b[^.\n]{0,10}\bother\s+(?:documents|sources|search\s+results)\b",
        r"\bretrieved\s+context\b|\buse\s+this\s+passage\s+only\b",
        # Deliberate misspellings, and other languages
        r"\b(?:previous|prior|earlier)[\s-]+instructions?\b[^.\n]{0,30}\b(?:say|tell|answer|reply)\b",
        r"\b(?:ignorier|vergiss|vergesst|ignor(?:ez|a|e|are)\b|oubli|olvid)[^.\n]{0,40}\b(?:anweisungen"
        r"|regeln|instructions|consignes|instrucciones|reglas|istruzioni|regole)\b",
    )
)


@lru_cache(maxsize=4096)  # the same documents are retrieved again and again
def addresses_the_assistant(sentence: str) -> bool:
    """True if the sentence tries to tell a language model what to do."""
    return any(pattern.search(sentence) for pattern in _PATTERNS)
