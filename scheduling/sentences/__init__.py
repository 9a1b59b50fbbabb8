"""What customers are told, in their language: the sentences, and dates and times as it writes
them.
"""

from scheduling.sentences.languages import LANGUAGES, RIGHT_TO_LEFT, choose_locale
from scheduling.sentences.sentences import Sentences
from scheduling.sentences.wording import Wording, as_label

__all__ = ["LANGUAGES", "RIGHT_TO_LEFT", "Sentences", "Wording", "as_label", "choose_locale"]
