"""Where a currency's sign stands: a format may name its language, as in `[$€-407]#,##0.00`.

Spreadsheet programs write the tag of the language in front of the number whatever the language
does, and people of it read the sign behind: "1,250.50 €".
"""

from __future__ import annotations

# Languages that write the sign behind the number, as Windows numbers them and as names.
_BEHIND = {
    *(0x02, 0x03, 0x05, 0x06, 0x07, 0x08, 0x0A, 0x0B, 0x0C, 0x0E, 0x0F, 0x10, 0x14, 0x15, 0x16),
    *(0x18, 0x19, 0x1A, 0x1B, 0x1D, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2D, 0x2F, 0x38),
    *(0x3F, 0x56),
}
_NAMES_BEHIND = frozenset(
    "bg ca cs da de el fi fr hu is it nb nn no pl pt ro ru hr sr bs sk sv uk be sl et lv lt vi eu"
    " mk fo kk gl es".split()
)
# Of these languages, the countries that write it in front: Austria, Switzerland, Liechtenstein,
# Brazil, and most of America.
_SPAIN = (0x040A, 0x0C0A)
_IN_FRONT = {0x0C07, 0x0807, 0x1407, 0x100C, 0x0810, 0x0416}
_NAMES_IN_FRONT = {"AT", "CH", "LI", "BR"}


def stands_behind(language: str) -> bool:
    """True for the language of a currency that is written behind the number.

    >>> stands_behind("407"), stands_behind("409"), stands_behind("fr-FR"), stands_behind("2")
    (True, False, True, False)
    """
    try:
        number = int(language, 16) & 0xFFFF
    except ValueError:
        return language.lower() == "x-euro2" or _is_named_behind(language)
    if number < 0x0400:  # "2" and "1" only say that the sign is the euro's
        return False
    if number & 0x3FF == 0x0A:
        return number in _SPAIN
    return number & 0x3FF in _BEHIND and number not in _IN_FRONT


def _is_named_behind(name: str) -> bool:
    language, _, country = name.partition("-")
    if language.lower() == "es":
        return country.upper() == "ES"
    return language.lower() in _NAMES_BEHIND and country.upper() not in _NAMES_IN_FRONT
