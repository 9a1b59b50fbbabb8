"""What mails about appointments say, by the customer's language; English to hosts."""

from scheduling.sentences.mail_sentences import MailSentences
from scheduling.sentences.mails_east import AR, JA, PL
from scheduling.sentences.mails_west import DE, EN, ES, FR, HOST, IT, NL, PT

__all__ = ["HOST", "MAILS", "MailSentences"]

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
