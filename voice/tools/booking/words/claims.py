"""How a model's sentences are told apart: what claims to be done, and what claims nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Claims:
    """Patterns without groups, matched in normalized text.

    done: claims that something is booked, moved or cancelled. possible: what only sounds like it.
    denies: says that something is not; opens: speaks of what is open. but: between what is denied
        and what is not.
    waits: announces what it is about to do. plain: words that claim nothing by themselves.
    """

    done: str
    possible: str
    denies: str
    opens: str
    but: str
    waits: str
    plain: frozenset[str]


_ENGLISH_DONE = (
    r"(?:re)?booked|(?:re)?scheduled|reserved|confirmed|moved|cancell?ed|postponed|secured|arranged"
    r"|finali[sz]ed|registered|pencill?ed|locked in|signed up|took care|taken care|went through"
    r"|success\w*|done|all set|(?:are|you're|it's|is) set|set up|see you|forward to|have you down"
    r"|(?:put|got) you (?:down|in)|in (?:the|our|your) (?:calendar|diary|books?|schedule)"
    r"|you(?:'ve| have)? (?:now )?(?:have|got) (?:an?|your|the) appointment|noted"
    r"|your appointment (?:is|was|has|will be|on|for|at)|it is[.!]*$|yours"
    r"|have you (?:on|for|at|this|next|today|tomorrow|\w+day)|you(?:'re| are) (?:on|in|down|for|at)"
)
_GERMAN_DONE = (
    r"(?:um)?gebucht|reserviert|bestätigt|verschoben|verlegt|storniert|abgesagt|eingetragen"
    r"|vorgemerkt|vereinbart|fixiert|festgehalten|notiert|erledigt|gelöscht|aufgenommen|gesichert"
    r"|geschafft|fertig|erfolgreich|steht (?:fest|im kalender)|im kalender|sehen uns|bis dann"
    r"|(?:freue?n?) (?:mich|uns) (?:auf|sie)"
    r"|(?:ihr|dein) termin (?:ist|steht|wurde|wird|am|um)"
    r"|sie haben (?:jetzt|nun|damit) (?:einen|den)"
)

ENGLISH_CLAIMS = Claims(
    done=_ENGLISH_DONE,
    possible=r"(?:fully|all|completely|already) booked|booked (?:up|out)"
    r"|(?:can|may|could|must|should|might|cannot|can't|to) (?:only |also |not |always )?be"
    r" (?:booked|moved|cancell?ed|rescheduled|postponed|confirmed|arranged)"
    r"|(?:would|shall|should|can|could) (?:you|i|we)(?: like)?(?: it| this)? (?:be )?"
    r"(?:moved|booked)",
    denies=r"not|\w+n't|cannot|no|none|nothing|neither|unavailable|taken|(?:is|are) full"
    r"|fully booked|booked (?:up|out)|already booked",
    opens=r"free|available|unavailable|taken|full|booked|open|openings?|times?|slots?|appointments?"
    r"|any(?:thing)?|options?",
    but=r"but|however|instead|alternatively",
    waits=r"(?:(?:sure|certainly|of course|great|ok|okay|perfect|thanks|thank you|gladly)\W+)*"
    r"(?:let me|i'll|i will|i'm going to|one moment|just a moment|please wait|hold on|give me)\b"
    r"[^.?!]*\b(?:check|look|see|find|moment|second|wait|book|schedule|reserve|arrange)\b.*",
    plain=frozenset(
        """
a about additional address after afternoon afternoons all along also alternatively am an and
another any anything appointment appointments are aren't as at available be before best between
book booking both but by can can't cannot change choice choose come complete contact could
currently d date day days detail details did do does doesn't don't e-mail earlier earliest either
else email evening example few finalize fine first following for free friday from full fully get
give gladly good great happy have haven't hello help here hi how however i i'd i'll i'm i've if in
information instead is isn't it it's just kind kindly know last later let like ll look looking m
mail may me mean meant might moment monday more morning my name names nearest need neither next no
none not nothing now number of off offer offering offers ok okay on one ones open opening openings
option options or other our particular perfect phone please possible prefer preference preferred
proceed provide re reach s saturday second send shall share should slot slots so some soonest
sorry still such suit suits sunday sure t taken telephone tell than thank thanks that that's the
then there these they thing third this those three thursday time times to today tomorrow tuesday
two type unavailable unfortunately until us ve visit was we we're we've wednesday week weekday
weeks welcome well what what's when which while will with work works would write yes you you'd
your
""".split()
    ),
)
GERMAN_CLAIMS = Claims(
    done=_GERMAN_DONE,
    possible=r"(?:kann|können|könnte|könnten|muss|müssen|darf|dürfen)(?: \w+){0,5}"
    r" (?:gebucht|storniert|abgesagt|verschoben|vereinbart|reserviert) werden",
    denies=r"nicht|nichts|kein\w*|ausgebucht|belegt|vergeben|voll",
    opens=r"frei\w*|verfügbar\w*|ausgebucht|belegt|vergeben|voll|termine?|zeiten|möglich\w*|etwas",
    but=r"aber|jedoch|dafür|stattdessen|sondern",
    waits=r"(?:(?:gerne?|sicher|natürlich|klar|super|perfekt|danke|okay|ok|prima)\W+)*"
    r"(?:einen moment|moment|ich (?:schaue|prüfe|sehe|suche|buche|reserviere|werde)|lassen sie mich"
    r"|bitte warten)\b.*",
    plain=frozenset(
        """
ab abend abends aber adresse alle alles als also am an anbieten andere anderen anderer angaben
angeben auch auf aus ausgebucht bei beide belegt benötige bereits besonders besser besten
bevorzugen bitte brauche buchen buchung da dafür dank danke dann das datum davon dazu dem den denn
der des details die dienstag diese diesem diesen dieser dieses doch donnerstag dort drei dritte du
durch e-mail e-mail-adresse ein eine einem einen einer eines einverstanden entweder er erreichen
erste es etwas folgende folgenden frau frei freie freien freitag früh früher für gar geben geht
gern gerne gibt ginge guten habe haben hallo heißen helfe helfen herr heute hier hätte hätten ich
ihnen ihr ihre ihren ihrer ihres im in ist ja jedoch kann kein keine keinen keiner kommen kontakt
können könnte könnten lautet leider lieber mail mehr mein mich mir mit mittag mittags mitteilen
mittwoch montag morgen morgens möchte möchten möglich mögliche nach nachmittag nachmittags name
namen nennen nicht nichts noch nummer nun nur nächste nächsten nächster ob oder ohne ok okay
passen passend passenden passt perfekt prima recht sagen samstag schicken schon schreiben sehr
sein sie sind so soll sollen sonntag sonst sowie später stattdessen tag tage teilen telefon
telefonnummer termin terminbuchung termine tut uhr uhrzeit um und uns unter verfügbar vergeben
verraten vielen voll vom von vor vormittag vormittags vorschlagen wann war was weitere weiteren
welche welchem welchen welcher welches wenn wer wie wieder wir woche wochentag wunderbar wunsch
wunschtermin wäre wären würde zeit zeiten zu zum zur zwei zweite übermorgen
""".split()
    ),
)
CLAIMS = {"en": ENGLISH_CLAIMS, "de": GERMAN_CLAIMS}
# Of other languages, which a model may fall into.
_OTHERS_DONE = (
    r"r[ée]serv[ée]\w*|confirm[ée]e?s?|annul[ée]\w*|report[ée]e?|reservad\w*|confirmad\w*"
    r"|cancelad\w*|agendad\w*|marcad[oa]|prenotat\w*|confermat\w*|annullat\w*|spostat\w*|geboekt"
    r"|bevestigd|geannuleerd|zarezerwowan\w*|potwierdzon\w*"
)


def claims_of(language: str) -> Claims:
    """English for a language that has none."""
    return CLAIMS.get(language, ENGLISH_CLAIMS)


def claims_done(plain: str) -> bool:
    """True if a normalized text claims, in any language, that something was done."""
    for claims in CLAIMS.values():
        plain = re.sub(rf"(?<!\w)(?:{claims.possible})(?!\w)", " ", plain)
    done = "|".join([*(claims.done for claims in CLAIMS.values()), _OTHERS_DONE])
    return re.search(rf"(?<!\w)(?:{done})(?!\w)", plain) is not None
