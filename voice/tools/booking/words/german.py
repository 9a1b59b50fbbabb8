"""German words of days and times."""

from __future__ import annotations

from voice.tools.booking.words.lexicon import Lexicon, feasts, parts, table

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
10-12: am_späten_vormittag später_vormittag
0-12: vor_dem_mittagessen vor_dem_mittag
11-14: mittags mittag am_mittag um_die_mittagszeit in_der_mittagspause
12-15: am_frühen_nachmittag früher_nachmittag
15-18: am_späten_nachmittag später_nachmittag spätnachmittags spätnachmittag
12-18: nachmittags nachmittag am_nachmittag
13-18: nach_dem_mittag nach_dem_mittagessen kurz_nach_mittag
17-20: am_frühen_abend früher_abend
17-24: abends abend am_abend nach_feierabend nach_der_arbeit
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
25: fünfundzwanzig
30: dreißig dreissig
40: vierzig
45: fünfundvierzig
50: fünfzig fuenfzig
60: sechzig
90: neunzig
"""),
    ordinals=table("""
1: ersten erster erste
2: zweiten zweiter zweite
3: dritten dritter dritte
4: vierten vierte
5: fünften fünfte
6: sechsten sechste
7: siebten siebenten siebte
8: achten achte
9: neunten neunte
10: zehnten zehnte
11: elften elfte
12: zwölften zwölfte
13: dreizehnten dreizehnte
14: vierzehnten vierzehnte
15: fünfzehnten fünfzehnte
16: sechzehnten sechzehnte
17: siebzehnten siebzehnte
18: achtzehnten achtzehnte
19: neunzehnten neunzehnte
20: zwanzigsten zwanzigste
21: einundzwanzigsten
22: zweiundzwanzigsten
23: dreiundzwanzigsten
24: vierundzwanzigsten
25: fünfundzwanzigsten
26: sechsundzwanzigsten
27: siebenundzwanzigsten
28: achtundzwanzigsten
29: neunundzwanzigsten
30: dreißigsten dreissigsten
31: einunddreißigsten
"""),
    feasts=feasts("""
12-6: nikolaus nikolaustag
12-24: heiligabend heilig_abend heiligen_abend heiliger_abend
12-24+3: weihnachten
12-25: erster_weihnachtstag ersten_weihnachtstag 1._weihnachtstag 1._feiertag
12-26: zweiter_weihnachtstag zweiten_weihnachtstag 2._weihnachtstag 2._feiertag
12-27+4: zwischen_den_jahren zwischen_weihnachten_und_neujahr zwischen_weihnachten_und_silvester
12-31: silvester
1-1: neujahr neujahrstag
1-1+31: im_neuen_jahr
1-6: dreikönig dreikönigstag heilige_drei_könige
"""),
    rewrites=(
        (
            r"\b(?:guten?|schön\w+|angenehm\w+) (?:morgen|mittag|nachmittag|abend|tag|wochenende"
            r"|woche)\b",
            " ",
        ),
        (
            r"\b(mo|di|mi|do|fr|sa)(\s*(?:bis|oder|und|-|–|/|,)\s*)(mo|di|mi|do|fr|sa|so)\b\.?",
            r"\1.\2\3. ",
        ),
        (
            r"\b(mo|di|mi|do|fr|sa)(?= (?:nächste|diese|kommende|übernächste|in|früh|vormittag"
            r"|mittag|nachmittag|abend|um|ab|gegen|nach|vor|morgen|den|der)\w*\b)",
            r"\1.",
        ),
        (r"\bam (mo|di|mi|do|fr|sa|so)\b(?!\.)", r"am \1."),
        (r"(tag|mittwoch|sonnabend),? (\d{1,2}\.)(?!\s?\d)", r"\1 den \2"),
        (
            r"(?<![\d.])(\d{1,2})\.?\s*(bis zum|bis|-|–|oder|und|/)\s*(?:den |dem |am )?(\d{1,2})\."
            r"\s?(\d{1,2})\.(?!\d)",
            r"\1.\4. \2 \3.\4. ",
        ),
        (r"\bvor (?:\w+|ein paar) (?:jahr|monat|woche|tag|stunde|minute)\w*\b", " "),
        (
            r"\b(?:letzte|vorige|vergangene)[nrsm]? (?:woche|monat|jahr|wochenende|mal|\w+tag"
            r"|mittwoch)\b(?! (?:des|im))",
            " ",
        ),
        (r"(?<=\d|r) (?:aller)?frühestens\b(?! (?:um|ab|\d))", " oder später"),
        (r"\b(?:so )?um (\S+(?: uhr)?) (?:he)?rum\b", r"gegen \1"),
        (r"\bheute (?:morgen|früh)\b", "heute vormittags"),
        (r"\b(?:am|jeden) morgen\b", "vormittags"),
        (r"\bmorgens\b", "vormittags"),
        (r"\bmorgen früh\b", "morgen vormittags"),
        (r"tag(vormittag|nachmittag|mittag|abend)s?\b", r"tag \1"),
        (r"mittwoch(vormittag|nachmittag|mittag|abend)s?\b", r"mittwoch \1"),
        (r"(tag|mittwoch) morgen\b", r"\1 vormittag"),
    ),
    often="nächste nächsten nächster nächstes kommende kommenden kommender übernächste"
    " übernächsten vormittags nachmittags termin uhrzeit verschieben absagen vorbeikommen"
    " frühestens spätestens",
    no_slips="frühesten spätesten nächtens montage freytag terminal augustin mittage kommende"
    " morgens",
    half_is_before=True,
    on="am|den|dem|der|an|für den|auf den",
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
    onwards="oder später",
    except_="außer|ausser|nicht am|aber nicht am|nur nicht",
    instead_of="nicht|statt|anstatt|anstelle von",
    fails="(?:(?:da |dann |leider )*(?:geht|passt|klappt|ginge|passen|gehen|geht's)(?: \\w+){0,3}"
    " (?:nicht(?! schlecht)|schlecht)|(?:da )?(?:kann|schaffe|könnte) ich(?: \\w+){0,3} nicht"
    "|habe? ich(?: \\w+){0,2} keine zeit|ist(?: \\w+){0,3} (?:schlecht|ungünstig|blöd|unmöglich|zu"
    "|nicht(?! schlecht))|wird(?: \\w+){0,2} (?:nichts|schwierig|eng)|bin ich(?: \\w+){0,2}"
    " (?:weg|verreist|nicht|im)|muss ich (?:\\w+ )?(?:arbeiten|weg)|ist(?: \\w+){0,2} (?:voll"
    "|ausgebucht|belegt))",
    meant="ich mein(?:t)?e|lieber(?! als)|besser(?! als)|sorry|entschuldigung|nein|nee|ach|quatsch"
    "|vielmehr|bzw\\.?|beziehungsweise",
    few="ein paar|einigen|wenigen|paar",
    calendar_week="kw|kalenderwoche",
    week_after="drauf|darauf|danach|folgewoche|folgenden?|in der woche drauf",
    week_of="woche(?: vom| ab dem| ab| um den| mit dem)?",
    day_suffix="\\.",
    at="um|auf|für|so um",
    not_before="nicht vor|frühestens(?: um| ab)?|fruehestens(?: um)?",
    around="gegen|ungefähr um|ungefähr|circa|ca\\.?|etwa um|etwa|so gegen|um die",
    at_the_latest="spätestens|oder früher",
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
    soonest="(?:aller)?früheste[nrs]?|(?:so |möglichst )(?:schnell|bald|früh)(?: wie möglich)?"
    "|schnellstmöglich\\w*"
    "|sobald wie möglich|baldmöglichst|frühestmöglich\\w*|nächstmöglich\\w*|nächste[rn]?"
    " freie[rn]?",
)
