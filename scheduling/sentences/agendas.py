"""What the agenda says, by the host's language."""

from scheduling.sentences.agenda_sentences import AgendaSentences
from scheduling.sentences.agendas_east import AR, JA, PL
from scheduling.sentences.agendas_pt import PT
from scheduling.sentences.agendas_south import ES, FR, IT
from scheduling.sentences.agendas_west import DE, EN, NL

__all__ = ["AGENDAS", "AgendaSentences"]

AGENDAS = {
    "en": EN,
    "de": DE,
    "fr": FR,
    "es": ES,
    "it": IT,
    "pt": PT,
    "nl": NL,
    "pl": PL,
    "ar": AR,
    "ja": JA,
}
