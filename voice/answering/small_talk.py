"""Small talk that needs no search: greetings, thanks, goodbyes."""

from __future__ import annotations

import re

from voice.answering.types import SmallTalk, SmallTalkKind

_GREETING, _THANKS = SmallTalkKind.GREETING, SmallTalkKind.THANKS
_GOODBYE, _ACKNOWLEDGEMENT = SmallTalkKind.GOODBYE, SmallTalkKind.ACKNOWLEDGEMENT


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


_PHRASES: dict[str, dict[SmallTalkKind, frozenset[str]]] = {
    "en": {
        _ACKNOWLEDGEMENT: _phrases(
            """
            ok | okay | k | alright | all right | great | perfect | cool | nice | fine | got it |
            i see | understood | sounds good | awesome | wonderful | excellent | no problem | sure
            | good to know | that helps | very helpful
            """
        ),
        _GREETING: _phrases(
            """
            hi | hello | hey | hiya | howdy | greetings | good morning | good afternoon | good
            evening | good day | how are you | how are you doing | how is it going | how's it
            going | what's up | nice to meet you | anyone there | is anyone there | is anybody
            there | are you there
            """
        ),
        _THANKS: _phrases(
            """
            thanks | thank you | thx | ty | thank u | cheers | many thanks | much appreciated | i
            appreciate it | appreciate it | that was helpful | thanks a lot | thanks a million
            """
        ),
        _GOODBYE: _phrases(
            """
            bye | goodbye | good bye | bye bye | see you | see you later | see ya | good night |
            have a nice day | have a good day | have a great day | take care | cya | farewell |
            that is all | that's all | that's it | that will be all
            """
        ),
    },
    "de": {
        _GREETING: _phrases(
            """
            hallo | guten tag | guten morgen | guten abend | moin | servus | grüß gott | grüezi |
            wie geht's | wie geht es dir | wie geht es ihnen | tag
            """
        ),
        _THANKS: _phrases(
            """
            danke | danke schön | dankeschön | vielen dank | besten dank | herzlichen dank | danke
            sehr
            """
        ),
        _GOODBYE: _phrases(
            """
            tschüss | tschüß | auf wiedersehen | ciao | bis später | bis bald | schönen tag noch |
            gute nacht | das war alles
            """
        ),
    },
    "fr": {
        _GREETING: _phrases(
            """
            bonjour | salut | bonsoir | coucou | ça va | comment allez-vous | comment ça va
            """
        ),
        _THANKS: _phrases(
            """
            merci | merci beaucoup | merci bien | je vous remercie | mille mercis
            """
        ),
        _GOODBYE: _phrases(
            """
            au revoir | à bientôt | bonne journée | bonne soirée | bonne nuit | à plus | adieu
            """
        ),
    },
    "es": {
        _GREETING: _phrases(
            """
            hola | buenos días | buenas tardes | buenas noches | buenas | qué tal | cómo estás |
            cómo está
            """
        ),
        _THANKS: _phrases(
            """
            gracias | muchas gracias | mil gracias | muchísimas gracias
            """
        ),
        _GOODBYE: _phrases(
            """
            adiós | hasta luego | hasta pronto | chao | que tenga un buen día | nos vemos
            """
        ),
    },
    "it": {
        _GREETING: _phrases(
            """
            buongiorno | buonasera | salve | come va | come stai
            """
        ),
        _THANKS: _phrases(
            """
            grazie | grazie mille | molte grazie | ti ringrazio | la ringrazio
            """
        ),
        _GOODBYE: _phrases(
            """
            arrivederci | a presto | buona giornata | buona serata | buonanotte
            """
        ),
    },
    "pt": {
        _GREETING: _phrases(
            """
            olá | oi | bom dia | boa tarde | boa noite | tudo bem
            """
        ),
        _THANKS: _phrases(
            """
            obrigado | obrigada | muito obrigado | muito obrigada
            """
        ),
        _GOODBYE: _phrases(
            """
            tchau | até logo | até mais | tenha um bom dia
            """
        ),
    },
    "nl": {
        _GREETING: _phrases(
            """
            goedemorgen | goedemiddag | goedenavond | goedendag | hoi
            """
        ),
        _THANKS: _phrases(
            """
            dank je | dank u | dank je wel | dank u wel | bedankt | hartelijk dank
            """
        ),
        _GOODBYE: _phrases(
            """
            tot ziens | doei | fijne dag
            """
        ),
    },
}
# Words that may accompany a courtesy without making it a question.
_FILLERS = _phrases(
    """
    a bunch | a lot | again | ah | all | and | auch | bot | dear | et | everyone | folks | for
    everything | for now | for that | for the help | for the info | for the information | for your
    help | friend | für die hilfe | für ihre hilfe | guys | i'm fine | madam | madame | monsieur |
    no | noch | oh | por su ayuda | por tu ayuda | pour votre aide | sehr | sir | so much | team |
    then | there | today | und | very much | well | y | yes | you | zusammen | à tous
    """
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
_MAX_MESSAGE_LENGTH = 12  # words; a longer message is more than a courtesy
_MAX_PHRASE_LENGTH = 5  # words

_COURTESIES: dict[str, tuple[SmallTalkKind, str]] = {
    phrase: (kind, language)
    for language, kinds in _PHRASES.items()
    for kind, phrases in kinds.items()
    for phrase in phrases
}
# If a message has several ("hello, and thanks, bye"), the last of these decides.
_WEIGHT = (_ACKNOWLEDGEMENT, _GREETING, _THANKS, _GOODBYE)


def small_talk(message: str) -> SmallTalk | None:
    """Recognize a message that is only a courtesy; None if it asks or says anything else.

    "Hi, do you have parking?" is a question; "Hi there, thank you!" is not.
    """
    spoken = re.sub(r"[^\w'\-\s]|_", " ", message.lower().replace("’", "'")).split()
    if not 0 < len(spoken) <= _MAX_MESSAGE_LENGTH:
        return None
    found: list[tuple[SmallTalkKind, str]] = []
    at = 0
    while at < len(spoken):
        for length in range(min(_MAX_PHRASE_LENGTH, len(spoken) - at), 0, -1):
            phrase = " ".join(spoken[at : at + length])
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
