"""What mails about appointments say, by the language of the customer or of the host."""

from scheduling.sentences.mail_sentences import MailSentences
from scheduling.sentences.mails_east import AR, JA, PL
from scheduling.sentences.mails_hosts import HOSTS
from scheduling.sentences.mails_west import DE, EN, ES, FR, IT, NL, PT

__all__ = ["HOSTS", "MAILS", "MailSentences"]

MAILS = {
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
