"""German words of days and times."""

from __future__ import annotations

from voice.tools.booking.words.lexicon import Lexicon, parts, table

GERMAN = Lexicon(
    weekdays=table("""
0: montag
1: dienstag
2: mittwoch
3: donnerstag
4: freitag
5: samstag sonnabend
6: sonntag
"""),
    abbreviations=table("""
0: mo
1: di
2: mi
3: do
4: fr
5: sa
6: so
"""),
    months=table("""
1: januar jänner jan
2: februar feb
3: märz maerz mär
4: april apr
5: mai
6: juni jun
7: juli jul
8: august aug
9: september sept sep
10: oktober okt
11: november nov
12: dezember dez
"""),
    days=table("""
0: heute
1: morgen
2: übermorgen uebermorgen
"""),
    parts=parts("""
0-10: gleich_früh ganz_früh frühmorgens früh_am_morgen
0-12: vormittags vormittag am_vormittag am_morgen morgens früh frueh in_der_früh
11-14: mittags mittag am_mittag um_die_mittagszeit in_der_mittagspause
12-15: am_frühen_nachmittag früher_nachmittag
15-18: am_späten_nachmittag später_nachmittag spätnachmittags spätnachmittag
12-18: nachmittags nachmittag am_nachmittag
13-18: nach_dem_mittag nach_dem_mittagessen kurz_nach_mittag
17-24: abends abend am_abend nach_feierabend
"""),
    numbers=table("""
1: eins ein einem einer einen eine
2: zwei zwo
3: drei
4: vier
5: fünf fuenf
6: sechs
7: sieben
8: acht
9: neun
10: zehn
11: elf
12: zwölf zwoelf
14: vierzehn
15: fünfzehn fuenfzehn
20: zwanzig
30: dreißig dreissig
45: fünfundvierzig
60: sechzig
90: neunzig
"""),
    ordinals=table("""
1: ersten erster
2: zweiten zweiter
3: dritten dritter
4: vierten
5: fünften
6: sechsten
7: siebten siebenten
8: achten
9: neunten
10: zehnten
11: elften
12: zwölften
13: dreizehnten
14: vierzehnten
15: fünfzehnten
20: zwanzigsten
30: dreißigsten
31: einunddreißigsten
"""),
    rewrites=(
        (r"\bheute (?:morgen|früh)\b", "heute vormittags"),
        (r"\b(?:am|jeden) morgen\b", "vormittags"),
        (r"\bmorgens\b", "vormittags"),
        (r"\bmorgen früh\b", "morgen vormittags"),
        (r"tag(vormittag|nachmittag|mittag|abend)s?\b", r"tag \1"),
        (r"mittwoch(vormittag|nachmittag|mittag|abend)s?\b", r"mittwoch \1"),
        (r"(tag|mittwoch) morgen\b", r"\1 vormittag"),
    ),
    half_is_before=True,
    on="am|den|dem|für den|auf den",
    of="",
    next="nächste[nmrs]?|naechste[nmrs]?",
    after_next="übernächste[nmrs]?|uebernächste[nmrs]?",
    this="diese[nmrs]?",
    coming="kommende[nmrs]?",
    every="jede[nmrs]?|irgendeine[nmr]?",
    plural="s",
    day="tage?n?",
    week="wochen?",
    month="monate?[ns]?",
    a="einem|einer|einen|eine",
    in_="in",
    from_now="ab|nach",
    weekend="wochenenden?",
    early="(?:am )?anfang(?: der)?(?: des)?",
    middle="(?:in der )?mitte(?: der)?(?: des)?",
    late="(?:am )?ende(?: der)?(?: des)?",
    rest="später|im laufe",
    or_="oder",
    to="bis(?: zum)?|-|–",
    between="zwischen",
    and_="und",
    from_="von|vom",
    after="nach",
    before="vor",
    until="bis(?: zum)?|bis spätestens",
    since="ab",
    onwards="",
    except_="außer|ausser|nicht am|aber nicht am|nur nicht",
    day_suffix="\\.",
    at="um|auf|für|so um",
    not_before="nicht vor|frühestens(?: um| ab)?|fruehestens(?: um)?",
    around="gegen|ungefähr um|circa|ca\\.?|etwa um|so gegen|um die",
    half="halb",
    quarter="viertel",
    three_quarters="dreiviertel",
    past="nach",
    to_hour="vor",
    oclock="uhr|h",
    noon="zwölf uhr mittags|12 uhr mittags",
    midnight="mitternacht",
    minute="minuten?|min",
    hour="stunden?|std",
    half_hour="halbe[n]? stunde|halbstündig\\w*|halbstunde",
    hour_and_half="eineinhalb stunden|anderthalb stunden",
    soonest="(?:so |möglichst )(?:schnell|bald|früh)(?: wie möglich)?|schnellstmöglich\\w*"
    "|sobald wie möglich|baldmöglichst|frühestmöglich\\w*|nächstmöglich\\w*|nächste[rn]?"
    " freie[rn]?",
)
