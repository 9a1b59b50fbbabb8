"""Courtesies that ask for nothing: greetings, thanks, goodbyes."""

from __future__ import annotations

import re

from voice.answering.types import SmallTalk, SmallTalkKind

_GREETING, _THANKS = SmallTalkKind.GREETING, SmallTalkKind.THANKS
_GOODBYE, _ACKNOWLEDGEMENT = SmallTalkKind.GOODBYE, SmallTalkKind.ACKNOWLEDGEMENT

_PHRASES: dict[str, dict[SmallTalkKind, str]] = {
    "en": {
        _ACKNOWLEDGEMENT: "ok|okay|k|alright|all right|great|perfect|cool|nice|fine|got it|i see|understood"
        "|sounds good|awesome|wonderful|excellent|no problem|sure|good to know|that helps|very helpful",
        _GREETING: "hi|hello|hey|hiya|howdy|greetings|good morning|good afternoon|good evening|good day"
        "|how are you|how are you doing|how is it going|how's it going|what's up|nice to meet you|anyone there"
        "|is anyone there|is anybody there|are you there",
        _THANKS: "thanks|thank you|thx|ty|thank u|cheers|many thanks|much appreciated|i appreciate it"
        "|appreciate it|that was helpful|thanks a lot|thanks a million",
        _GOODBYE: "bye|goodbye|good bye|bye bye|see you|see you later|see ya|good night|have a nice day|have a good day"
        "|have a great day|take care|cya|farewell|that is all|that's all|that's it|that will be all",
    },
    "de": {
        _GREETING: "hallo|guten tag|guten morgen|guten abend|moin|servus|grüß gott|grüezi|wie geht's"
        "|wie geht es dir|wie geht es ihnen|tag",
        _THANKS: "danke|danke schön|dankeschön|vielen dank|besten dank|herzlichen dank|danke sehr",
        _GOODBYE: "tschüss|tschüß|auf wiedersehen|ciao|bis später|bis bald|schönen tag noch|gute nacht|das war alles",
    },
    "fr": {
        _GREETING: "bonjour|salut|bonsoir|coucou|ça va|comment allez-vous|comment ça va",
        _THANKS: "merci|merci beaucoup|merci bien|je vous remercie|mille mercis",
        _GOODBYE: "au revoir|à bientôt|bonne journée|bonne soirée|bonne nuit|à plus|adieu",
    },
    "es": {
        _GREETING: "hola|buenos días|buenas tardes|buenas noches|buenas|qué tal|cómo estás|cómo está",
        _THANKS: "gracias|muchas gracias|mil gracias|muchísimas gracias",
        _GOODBYE: "adiós|hasta luego|hasta pronto|chao|que tenga un buen día|nos vemos",
    },
    "it": {
        _GREETING: "buongiorno|buonasera|salve|come va|come stai",
        _THANKS: "grazie|grazie mille|molte grazie|ti ringrazio|la ringrazio",
        _GOODBYE: "arrivederci|a presto|buona giornata|buona serata|buonanotte",
    },
    "pt": {
        _GREETING: "olá|oi|bom dia|boa tarde|boa noite|tudo bem",
        _THANKS: "obrigado|obrigada|muito obrigado|muito obrigada",
        _GOODBYE: "tchau|até logo|até mais|tenha um bom dia",
    },
    "nl": {
        _GREETING: "goedemorgen|goedemiddag|goedenavond|goedendag|hoi",
        _THANKS: "dank je|dank u|dank je wel|dank u wel|bedankt|hartelijk dank",
        _GOODBYE: "tot ziens|doei|fijne dag",
    },
}
_FILLERS = frozenset(
    (
        "there|everyone|all|team|sir|madam|dear|you|again|so much|very much|a lot|a bunch|for your help|for the help"
    "|for the info|for the information|for that|for everything|for now|then|and|oh|well|ah|yes|no|i'm fine|friend|guys|folks|today|bot"
        "|zusammen|noch|auch|und|sehr|für ihre hilfe|für die hilfe|à tous|monsieur|madame|et|pour votre aide|y|por tu ayuda|por su ayuda"
    ).split("|")
)
_REPLIES: dict[str, dict[SmallTalkKind, str]] = {
    "en": {
        _GREETING: "Hello! How can I help you?",
        _THANKS: "You're welcome! Is there anything else I can help you with?",
        _GOODBYE: "Goodbye, and have a nice day!",
        _ACKNOWLEDGEMENT: "Glad to help. Is there anything else you would like to know?",
    },
    "de": {
        _GREETING: "Guten Tag! Wie kann ich Ihnen helfen?",
        _THANKS: "Gern geschehen! Kann ich sonst noch etwas für Sie tun?",
        _GOODBYE: "Auf Wiedersehen, und einen schönen Tag!",
    },
    "fr": {
        _GREETING: "Bonjour ! Comment puis-je vous aider ?",
        _THANKS: "Je vous en prie ! Puis-je encore vous aider ?",
        _GOODBYE: "Au revoir, et bonne journée !",
    },
    "es": {
        _GREETING: "¡Hola! ¿En qué puedo ayudarle?",
        _THANKS: "¡De nada! ¿Puedo ayudarle en algo más?",
        _GOODBYE: "¡Hasta luego, y que tenga un buen día!",
    },
    "it": {
        _GREETING: "Buongiorno! Come posso aiutarla?",
        _THANKS: "Prego! Posso aiutarla ancora?",
        _GOODBYE: "Arrivederci e buona giornata!",
    },
    "pt": {
        _GREETING: "Olá! Como posso ajudar?",
        _THANKS: "De nada! Posso ajudar em mais alguma coisa?",
        _GOODBYE: "Até logo e tenha um bom dia!",
    },
    "nl": {
        _GREETING: "Goedendag! Waarmee kan ik u helpen?",
        _THANKS: "Graag gedaan! Kan ik u nog ergens mee helpen?",
        _GOODBYE: "Tot ziens en een fijne dag!",
    },
}
_LONGEST_MESSAGE = 12  # words; what is longer says more than a courtesy
_LONGEST_PHRASE = 5  # words

_COURTESIES: dict[str, tuple[SmallTalkKind, str]] = {
    phrase: (kind, language)
    for language, kinds in _PHRASES.items()
    for kind, phrases in kinds.items()
    for phrase in phrases.split("|")
}
# Of a message with several ("hello, and thanks, bye") the last of these decides.
_WEIGHT = (_ACKNOWLEDGEMENT, _GREETING, _THANKS, _GOODBYE)


def small_talk(message: str) -> SmallTalk | None:
    """The courtesy a message consists of; None if it asks or says anything else.

    "Hi, do you have parking?" is a question; "Hi there, thank you!" is not.
    """
    said = re.sub(r"[^\w'\-\s]|_", " ", message.lower().replace("’", "'")).split()
    if not 0 < len(said) <= _LONGEST_MESSAGE:
        return None
    found: list[tuple[SmallTalkKind, str]] = []
    at = 0
    while at < len(said):
        for length in range(min(_LONGEST_PHRASE, len(said) - at), 0, -1):
            phrase = " ".join(said[at : at + length])
            if phrase in _COURTESIES:
                found.append(_COURTESIES[phrase])
                break
            if phrase in _FILLERS:
                break
        else:
            return None
        at += length
    if not found:
        return None
    kind, language = max(found, key=lambda courtesy: _WEIGHT.index(courtesy[0]))
    return SmallTalk(kind, language, _REPLIES[language][kind])
