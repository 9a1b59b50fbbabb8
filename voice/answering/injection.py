"""Sentences in documents that speak to the assistant instead of the reader.

They are data like all text of a document, never an instruction. They also make no answer: quoted to
a visitor they would look like the business's own words.
"""

from __future__ import annotations

import re

_PATTERNS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}
      \b(?:instructions?|prompts?|rules?|guidelines?|directives?|polic(?:y|ies)|messages?|above|training|everything)\b
    | \b(?:system|developer|hidden|initial)\s+(?:prompt|message|instructions?)\b
    | \b(?:you\s+are|you're|act|behave|respond|pretend\s+to\s+be|roleplay)\b\s+(?:now|henceforth|from\s+now\s+on|as\s+if|as\s+an?\b)
    | \b(?:as|dear|attention|note\s+to|hey|hello)\b[\s,:]*(?:an?\s+|the\s+|this\s+)?(?:ai|llm|language\s+model|chat\s?bot|assistants?|gpt)\b
    | \b(?:ai|language|assistant|chat)\s*(?:model|assistant|agent|bot)s?\b[^.\n]{0,40}\b(?:must|should|shall|have\s+to|are\s+to|please|need\s+to)\b
    | ^\s*(?:assistants?|ai|chatbot|system|user|llm)\s*[:>,]
    | \b(?:when|if|whenever)\b[^.\n]{0,30}\b(?:asked|the\s+user\s+asks?|a\s+(?:user|visitor|customer)\s+asks?|you\s+are\s+asked)\b[^.\n]{0,80}\b(?:say|answer|reply|respond|tell|claim|output|print|reveal)\b
    | \b(?:always|only|must|instead)\s+(?:answer|reply|respond|say|output|print)\b
    | \b(?:reply|respond|answer)\s+(?:only\s+)?with\b
    | \b(?:reveal|print|output|repeat|leak|show)\b[^.\n]{0,30}\b(?:your|the)\s+(?:system|prompt|instructions?|api\s*key|secret|password|configuration)
    | \bdo\s+not\s+(?:tell|inform|mention\s+to)\s+(?:the\s+)?(?:user|visitor|customer)s?\b
    | \bjailbreak\b | \bDAN\s+mode\b | <\s*/?\s*(?:system|instructions?|prompt|assistant)\s*> | \[/?INST\] | <\|[a-z_]+\|>
    """,
    re.IGNORECASE | re.VERBOSE,
)


def addresses_the_assistant(sentence: str) -> bool:
    """Does the sentence try to tell a language model what to do?"""
    return _PATTERNS.search(sentence) is not None
