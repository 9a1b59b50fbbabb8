"""What people say in German while they book."""

from __future__ import annotations

from voice.tools.booking.words.german import GERMAN
from voice.tools.booking.words.lexicon import alternatives
from voice.tools.booking.words.phrases import Phrases

GERMAN_PHRASES = Phrases(
    markers="ich|der|die|das|den|dem|und|um|uhr|bitte|ja|nein|doch|termin|morgen|heute|übermorgen"
    "|ist|sie|mein|meine|für|mit|lieber|gern|gerne|möchte|hätte|würde|kann|kein|keine|nicht|eine?n?"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|nachmittags?|vormittags?|abends"
    "|wann|wie|wo|danke|passt|genau|stimmt|halb|viertel|nach|vor|woche|im|zum|zur|auf|jo"
    "|einverstanden|vergessen|absagen|verschieben|heiße|hallo|guten|nächste[nrs]?|erste|zweite",
    yes="ja+|jo+|jap|japp|jepp|jup|jawohl|jep|gerne?|sicher|klar|genau|richtig|korrekt|passt"
    "|stimmt(?:'s)?"
    "|ok+|okay|perfekt|super|gut|in ordnung|einverstanden|bitte buchen|buchen|buchen sie|bestätigt"
    "|natürlich|selbstverständlich|so ist es|alles klar|prima|wunderbar|bestens|freilich|j|geht"
    " klar"
    "|(?:klingt|hört sich|sieht) (?:\\w+ )?(?:gut|super|prima|richtig)(?: an| aus)?"
    "|(?:alles|das ist|es ist|ist|so ist es|jetzt ist es|jetzt ist alles)(?: alles| jetzt| so)?"
    " (?:richtig|korrekt|gut|klar|perfekt|super|okay|ok|in ordnung|prima)"
    "|(?:das|so|jetzt|alles|es)(?: jetzt| alles)? (?:passt|stimmt)(?:'s)?|jetzt (?:stimmt"
    "|passt)(?:'s)?"
    "|mach(?:en|t|'s)? (?:sie |wir )?(?:das|es|so)|bitte (?:so )?(?:eintragen|buchen|reservieren"
    "|festmachen)|(?:bitte )?(?:tragen|buchen|reservieren|nehmen) (?:sie|wir) (?:das|es|ihn|den"
    "|mich)"
    "|das nehme ich|den nehme ich|ich bestätige|abgemacht|gebongt",
    no="nein|nee|nö|ne|nicht ganz|falsch|stimmt nicht|passt nicht",
    stop="vergessen sie(?: es| das)?|vergiss es|vergiss das|abbrechen|stopp?|doch nicht|lassen wir"
    " (?:das|es)|lass gut sein|egal|nein danke|kein interesse|hat sich erledigt|abbruch"
    "|ich will keinen termin mehr|doch keinen termin|lieber doch nicht|nicht mehr nötig",
    doubt="schreib\\w*|tippfehler|fehler|änder\\w*|verschieb\\w*|aber|nicht|kein\\w*|moment"
    "|warte\\w*|außer|eigentlich|stattdessen|vielleicht|hm+|bevor"
    "|lieber|ander\\w*|falsch|wenn|doch|erst",
    restart="von vorne?|noch ?mal von vorne?|neu anfangen|neu beginnen|nochmal neu|neustart",
    question="was|wie|wo|wohin|woher|wann|warum|wieso|weshalb|wofür|wozu|welche[nrs]?|wer|wen|wem"
    "|ist|sind|haben|hat|hätten|kann|können|könnte|könnten|muss|müssen|brauche|gibt|darf|soll"
    "|bieten"
    "|nehmen|akzeptieren|kostet|wird|werden|tut",
    topic="kostet|kosten|preis|preise|gebühr\\w*|bezahl\\w*|zahl\\w*|karte|bar|versicherung\\w*"
    "|offen|geöffnet|öffnet|öffnen|geschlossen|öffnungszeiten|park\\w*|mitbring\\w*|mitnehmen"
    "|vorbereit\\w*|wie lange|dauert|wo|warum|wieso|weshalb|wofür|wozu|wer|adresse|anfahrt|auf",
    nouns="termine?s?|terminvereinbarung|sprechstunde|buchung|reservierung|besprechung|beratung",
    verbs="brauch\\w*|bräuchte|möcht\\w*|moecht\\w*|will|würde|hätt\\w*|haben|hast|vereinbaren"
    "|buch\\w*|ausmachen|machen|mach|bekomm\\w*|reservier\\w*|krieg\\w*|such\\w*|bitte|gern\\w*"
    "|geben|gibt|wünsche|benötige|eintragen",
    visits="(?:ich|wir|mich|uns|möglich)\\b.* (?:vorbei ?kommen|vorbei ?schauen|kommen|drankommen"
    "|dran ?kommen|hinkommen|rein ?schauen|dazwischen ?schieben|rein ?schieben)|tragen sie"
    " (?:mich|uns)"
    "|(?:schieben|notieren|schreiben|setzen|buchen|planen|merken) sie (?:mich|uns)|(?:trag"
    "|notier|schreib"
    "|setz|buch|plan) (?:mich|uns)|(?:mich|uns)\\b.* (?:eintragen|vormerken|notieren|einplanen"
    "|unterbringen)",
    openings="(?:geht|ginge|passt|gibt es|gibt's|wäre) (?:da |noch |auch |bei ihnen )*(?:was"
    "|etwas|es|das)"
    "|(?:hätte|möchte|bräuchte|brauche|suche|will) (?:gerne? )?(?:was|etwas)|(?:wäre|ist) das"
    " möglich"
    "|(?:etwas|was|noch|nichts) frei|freie\\w*|verfügbare\\w* (?:zeit|termin)\\w*"
    "|(?:haben|hätten|hast) (?:sie|du|ihr)? ?(?:\\w+ )*(?:zeit|etwas|was|platz)|termine?",
    openly="wann (?:kann|könnte|können|könnten|dürfte) (?:ich|wir)\\b.* (?:kommen|vorbei ?kommen"
    "|dran ?kommen"
    "|vorbei ?schauen)|wann (?:haben|hätten) sie (?:denn |noch |wieder )?(?:zeit|was frei|etwas"
    " frei|einen"
    " termin|termine)|(?:wann|was) (?:wäre|ist) der (?:nächste|erste|früheste)|welche termine",
    mere_then="so|oder|gern|gerne|ich|wir|kann|können|könnte|könnten|kommen|das|gehen|gut|am besten"
    "|lieber|danke|guten|tag|und|gegen|etwa|ungefähr|irgendwann|gerade|möchte|wann|ja|mal",
    mere="ist|wäre|ginge|geht|gehts|noch|frei|verfügbar|möglich|auch|es|da|was|etwas|bei|ihnen|wie"
    "|haben|hätten|sie|passt|passen|würde|denn|bitte|hallo|am|um|zeit|für|mich|dann|vielleicht",
    about="frage zu\\w*|brauche keinen|keinen termin|ohne termin|brauche ich"
    "|muss ich (?:\\w+ )?(?:einen?|für|vorher)|ob ich"
    "|(?:habe|hab) (?:\\w+ ){0,3}einen termin\\b(?! frei)",
    not_booking="was (?:kostet|ist|sind|passiert|muss|brauche|kosten|bieten)|wie|wo|warum|wieso"
    "|weshalb|wofür|wozu|wer|muss ich|müssen wir|brauche ich|brauchen wir|braucht man|kann man"
    "|ist (?:ein|es|für)|sind termine|nehmen sie|bieten sie|hatte (?:ich|einen)|ich hatte"
    "|habe (?:ich )?(?:schon|bereits)|ich habe (?:schon|bereits|am|heute|morgen)|verpasst"
    "|wann (?:haben|sind|ist|machen|öffnen|schließen) (?!sie (?:zeit|einen termin|termine|etwas|was"
    "|noch)|der nächste)|brauche keinen|keinen termin|wenn ich|(?:haben|hat) \\w+ \\w+ \\w+"
    " (?:offen"
    "|geöffnet|auf)\\b",
    move="\\w*verschieb\\w*|\\w*verleg\\w*|legen|umleg\\w*|vorverleg\\w*|vorzieh\\w*|schieben"
    "|umbuch\\w*"
    "|verschoben|\\w*änder\\w*|andere[rn]? (?:zeit|termin|tag)",
    cancel="sag(?:en|e|t)? (?:\\w+ ){0,5}ab|absag\\w*|storn\\w*|abzusagen|abgesagt|lösch\\w*"
    "|cancel\\w*|cancle\\w*|streich\\w*"
    "|austragen",
    cannot="(?:kann|schaffe?|schaff)\\b (?:\\w+ ){0,5}nicht|nicht (?:kommen|wahrnehmen|schaffen"
    "|können)"
    "|(?:klappt|geht|passt)\\b (?:\\w+ ){0,3}nicht|verhindert",
    another="eine?n? (?:\\w+ )?(?:\\w*termin|buchung)|noch (?:einen|ein)|weitere\\w*|zweite\\w*"
    " termin|zusätzlich\\w*|außerdem|für mein\\w*"
    "|anderen? termin für",
    more_of="noch (?:einen?|eine)|weitere[nr]?|zweite[nr]?",
    own="(?:mein\\w*|de[nmr]|die|das|dies\\w*|unser\\w*) (?:\\w+ )?(?:termin\\w*|buchung)",
    change_day="(?:de[nr] |das )?(?:tag|datum|termin)(?: und (?:die )?(?:uhrzeit|zeit))?",
    change_time="(?:die )?(?:uhrzeit|zeit)",
    change_name="(?:den |der |mein(?:en)? )?name[n]?",
    change_contact="(?:die |meine )?(?:e-?mail|mail|e-?mail-adresse|mailadresse|telefonnummer"
    "|nummer)"
    "|(?:das )?telefon",
    is_wrong="(?:ist |war )?(?:falsch|nicht richtig)|(?:stimmt|passt)(?: so)? nicht|bitte",
    keep="behalten|nicht absagen|nicht stornieren|lassen|bleib\\w*",
    first=(
        "(?:d(?:ie|er|as|en) )?(?:erste[nrs]?|1\\.)|nummer (?:1|eins)|möglichkeit 1",
        "(?:d(?:ie|er|as|en) )?(?:zweite[nrs]?|2\\.)|nummer (?:2|zwei)|möglichkeit 2",
        "(?:d(?:ie|er|as|en) )?(?:dritte[nrs]?|3\\.)|nummer (?:3|drei)|möglichkeit 3",
    ),
    last="(?:d(?:ie|er|as|en) )?(?:letzte[nrs]?|späteste[nrs]?)",
    later_one="d(?:ie|er|as|en) spätere[nrs]?",
    earlier_one="d(?:ie|er|as|en) (?:frühere|früheste)[nrs]?",
    earliest="d(?:ie|er|as|en) (?:aller)?früheste[nrs]?",
    other="d(?:ie|er|as|en) andere[nrs]?",
    that="d(?:ie|er|as|en)(?: da| nehme ich)?|das nehme ich|den nehme ich|diese[rns]?|das passt"
    "|nehme ich",
    later="später|spaeter",
    earlier="früher|frueher|eher",
    more="andere (?:zeiten|termine|tage|möglichkeiten)|etwas anderes|was anderes|noch andere"
    "|weitere|was gibt es noch|ein anderer tag|anderen tag",
    none="keine[rs]?(?: davon)?|nichts davon|passen? (?:mir )?(?:alle )?nicht|geht (?:alles"
    " )?nicht",
    name="(?:und )?(?:ich hei(?:ß|ss)e(?: eigentlich)?|(?:mein|der) name (?:ist|lautet|wäre)"
    "|name(?: ist|:)"
    "|auf den namen|unter dem namen)",
    weak_name="ich bin(?: der| die)?|hier ist|das ist|für|hier spricht|bin(?: der| die)?",
    not_names="viele|vielen|dank|grüße|gruß|mfg|liebe|beste|freundlichen|guter|schönen|ja|nein"
    "|ok|okay|gut|gerne?|bitte|danke|der|die|das|den|dem|ein|eine|einen|und|oder"
    "|aber|nicht|kein|keine|ich|sie|wir|es|ist|sind|hat|habe|bin|um|am|im|auf|für|mit|von|zu|was"
    "|wie|wo|wann|warum|wer|krank|frei|da|hier|später|früher|lieber|doch|termin|uhr|mein|meine"
    "|name|telefon|nummer|mail|e-mail|hallo|guten|tag|morgen|moment|stimmt|passt|genau|richtig"
    "|erste|zweite|dritte|letzte|andere|kann|können|möchte|will|hätte|noch|nur|neu|wieder|so"
    "|etwas|nichts|anderer|anderes|anderen",
    day_before="(?:am |der |den )?tag (?:davor|vorher)|(?:am )?vortag",
    day_after="(?:am |der |den )?tag (?:danach|darauf|drauf)|(?:am )?(?:folgetag|nächsten tag)",
    name_after="heiße ich|heisse ich|ist mein name|ist der name|mein name|hier",
    same_day="an (?:dem|diesem|demselben) tag|am (?:selben|gleichen) tag|dem tag",
    courtesy="na gut|na schön|na ja|nun gut|also gut|danke\\w*|vielen dank|bitte|hallo|hi|guten"
    " tag|moin|cool|toll|also|äh|ach|oh|und",
    surname="(?:nachname|familienname)(?: ist| lautet|:)",
    spelled="schreib\\w*|geschrieben|buchstab\\w*|mit \\w\\b|ohne \\w\\b|doppel-?\\w\\b",
    same_time="(?:gleiche|selbe|zur gleichen|zur selben|dieselbe|derselben) (?:uhr)?zeit",
    shifts="lieber|besser|statt|stattdessen|ander\\w*|\\w*änder\\w*|falsch\\w*|meint?e|(?:können"
    "|könnten)"
    " (?:wir|sie)|kann ich|doch(?! nicht)|verschieb\\w*|verleg\\w*|schreib\\w*",
    hesitates="moment|warte\\w*|sekunde|augenblick|überleg\\w*|nach(?:schau|seh|frag)\\w*"
    "|schau\\w*|weiß (?:\\w+ )?nicht|nicht sicher|vielleicht|hm+|mal sehen",
    proposes="was ist mit|wie wäre|wie wär's|wie wärs|wie sieht|wie siehts|wie ist es|ist|wäre"
    "|ginge|geht|haben|hätten|kann|könnte|passt|würde",
    when_own="(?:wann|um wie ?viel uhr|um welche uhrzeit|an welchem tag) (?:ist|war|findet|wäre)"
    " (?:denn |noch ?mal |eigentlich )?(?:mein\\w*|unser\\w*)|wann (?:habe?|hatte) ich (?:denn "
    "|noch ?mal |eigentlich )?(?:mein\\w*|den|einen)|habe? ich (?:schon |bereits )?einen",
    may_cancel="(?:kann|könnte|darf) (?:ich|man) (?:auch |noch )?(?:IT )?(?:auch |noch |wieder "
    "|hier )*(?:absagen|stornieren|canceln)|(?:lässt sich|ist es möglich,?) (?:IT )?(?:noch "
    "|wieder )*(?:absagen|stornieren|abzusagen|zu stornieren)",
    may_move="(?:kann|könnte|darf) (?:ich|man) (?:auch |noch )?(?:IT )?(?:auch |noch |hier )*"
    "(?:verschieben|verlegen|umbuchen|ändern)|(?:lässt sich|ist es möglich,?) (?:IT )?(?:noch )*"
    "(?:verschieben|verlegen|zu verschieben|zu verlegen)",
    it="ihn|das|den|es",
    some="mein\\w*|einen?|den|de[rs]|unser\\w*",
    again="noch ?mal|eigentlich|denn|bitte|genau|statt|gebucht|jetzt|hier",
    asks_zone="(?:welche|was für eine|wessen) (?:zeitzone|zeit ist das)|zeitzone (?:ist|sind)"
    " (?:das|die)|ist das (?:in )?(?:meiner?|ihrer?|(?!dies|kein|ein|frei)\\w+er) (?:orts)?zeit",
    shorter="kürzer\\w*|kurz\\w*|kürzest\\w*",
    longer="länger\\w*|lang\\w*|längst\\w*",
    whichever="(?:ist mir )?(?:ganz )?egal|spielt keine rolle|beides|irgendeine?|was sie wollen",
    day_names=alternatives([*GERMAN.weekdays, *GERMAN.months, *GERMAN.days]),
    digits=(
        ("null", "0"),
        ("eins", "1"),
        ("zwei|zwo", "2"),
        ("drei", "3"),
        ("vier", "4"),
        ("fünf|fuenf", "5"),
        ("sechs", "6"),
        ("sieben", "7"),
        ("acht", "8"),
        ("neun", "9"),
    ),
    double="doppel|zweimal|zwei mal",
    triple="dreimal|drei mal",
    zones="meine[r]? zeit|(?!(?:dies|jen|letzt|gleich|ein|kein|welch|früh|spät|gut|kurz|lang|ihr"
    "|unser"
    "|viel|selb|ander|best|passend|frei|nächst)er )(?:londoner|new yorker|\\w+er) zeit|ortszeit"
    "|utc|gmt"
    "|mez|mesz",
)
