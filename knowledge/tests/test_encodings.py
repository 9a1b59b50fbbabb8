"""Bytes in every encoding that people have, with and without a declaration, true or false."""

import pytest

from knowledge.clients.parsing import html
from knowledge.clients.parsing.blocks import clean
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.html_encoding import declared_encoding

CZECH = (
    "Dílna otevírá v devět hodin ráno. Celková prohlídka kola stojí osmdesát korun, výměna pláště"
    " patnáct. Prosíme, zavolejte dva dny předem, jestliže chcete přijít s více než jedním kolem."
)
POLISH = (
    "Ślusarz przyjmuje klientów od dziewiątej rano. Przegląd roweru kosztuje osiemdziesiąt złotych,"
    " a wymiana opony piętnaście. Prosimy dzwonić wcześniej, jeśli ktoś ma więcej rowerów."
)
GERMAN = "Das Frühstück kostet 12 € pro Person. Schöne Grüße – bis „später“!"
RUSSIAN = "Мастерская открыта с девяти утра. Ремонт велосипеда стоит сорок евро."
UKRAINIAN = "Майстерня відчинена з дев’ятої ранку. Їжу приносити не можна, є кав'ярня поруч."
GREEK = "Το εργαστήριο ανοίγει στις εννέα. Η επισκευή του ποδηλάτου κοστίζει σαράντα ευρώ."
TURKISH = "Atölye her gün saat dokuzda açılır ve beşte kapanır. Lastik değişimi on beş liradır."
HEBREW = "הסדנה נפתחת בתשע בבוקר. תיקון אופניים עולה ארבעים אירו."
ARABIC = "تفتح الورشة في التاسعة صباحا. إصلاح الدراجة يكلف أربعين يورو."
LATVIAN = "Darbnīca tiek atvērta deviņos no rīta. Velosipēda remonts maksā četrdesmit eiro."
VIETNAMESE = "Xuỏng mỏ của lúc chín giò sáng. Bảo duõng giá ba tram nghìn đòng mỗi lần."
THAI = "ร้านซ่อมจักรยานเปิดเวลาเก้าโมงเช้าถึงห้าโมงเย็นทุกวัน ค่าซ่อมครั้งละสามร้อยบาท"
JAPANESE = "工房は朝九時に開きます。点検は三千円です。"
CHINESE = "早餐从七点到十点供应。停车免费。欢迎光临我们的酒店。"
TRADITIONAL = "早餐從七點到十點供應。停車免費。歡迎光臨我們的飯店。"
KOREAN = "공방은 아침 아홉 시에 문을 엽니다. 자전거 수리는 사만 원입니다."
BY_ENCODING = [
    *(("cp1252", GERMAN), ("mac_roman", GERMAN), ("iso8859-15", "Grüße aus der schönen Küche")),
    *(("cp1250", CZECH), ("iso8859-2", CZECH), ("cp1250", POLISH), ("iso8859-2", POLISH)),
    *(("cp852", POLISH), ("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("iso8859-5", RUSSIAN)),
    *(("cp866", RUSSIAN), ("mac_cyrillic", RUSSIAN), ("cp1251", UKRAINIAN)),
    *(("cp1253", GREEK), ("iso8859-7", GREEK), ("cp1254", TURKISH), ("cp1255", HEBREW)),
    *(("cp1256", ARABIC), ("iso8859-6", ARABIC), ("cp1257", LATVIAN), ("tis-620", THAI)),
    *(("shift_jis", JAPANESE), ("euc_jp", JAPANESE), ("iso2022_jp", JAPANESE)),
    *(("gb18030", CHINESE), ("hz", CHINESE), ("big5", TRADITIONAL), ("cp949", KOREAN)),
    *((encoding, GERMAN) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")),
    *((order, text) for order in ("utf-16-le", "utf-16-be") for text in (RUSSIAN, THAI, CHINESE)),
]


@pytest.mark.parametrize(("encoding", "text"), BY_ENCODING)
def test_text_is_decoded_in_any_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


# A detector alone takes most of these for the Western European encoding: they are too short.
SHORT_TABLES = [
    *(
        (encoding, "Dzień;Od;Do\r\nPoniedziałek;8;16\r\nŚroda;10;18\r\nPiątek;8;14\r\n")
        for encoding in ("cp1250", "iso8859-2", "cp852")
    ),
    ("cp1250", "Den;Od;Do\r\nPondělí;9:00;18:00\r\nNeděle;zavřeno;zavřeno\r\n"),
    ("cp1250", "Zi;Deschis;Închis\r\nSâmbătă;10:00;14:00\r\nDuminică;închis;închis\r\n"),
    ("cp1257", "Diena;No;Līdz\r\nPirmdiena;9:00;18:00\r\nSvētdiena;slēgts;slēgts\r\n"),
    ("cp1257", "Diena;Nuo;Iki\r\nPirmadienis;9:00;18:00\r\nŠeštadienis;10:00;15:00\r\n"),
    *(
        (encoding, "Straße;Gebühr\r\nHauptstraße;12\r\nMühlweg;14\r\nAm Löwen;9\r\n")
        for encoding in ("cp1252", "cp850", "mac_roman")
    ),
    *(
        (encoding, "Artikel;Preis;Größe\r\nÜberwurf;12,50 €;groß\r\nMütze;9,90 €;klein\r\n")
        for encoding in ("cp1252", "cp858", "mac_roman")
    ),
    *(
        (encoding, "Artículo;Precio\r\nNiños;3,50\r\nAdultos (más de 18 años);7,00\r\n")
        for encoding in ("cp1252", "cp850", "mac_roman")
    ),
    ("cp1252", "Prestation;Durée;Prix\r\nCoupe élève;30 minutes;18 €\r\n"),
    ("iso8859-15", "Carte;Coût\r\nPasseport;86 €\r\nCarte volée;25 €\r\n"),
    ("iso8859-15", "Check-up;40 €\r\n"),
    ("cp850", "Tjänst;Pris\r\nKlippning för män;350 kr\r\nÖgonbryn;150 kr\r\n"),
]


@pytest.mark.parametrize(("encoding", "text"), SHORT_TABLES)
def test_a_short_table_is_decoded_as_what_makes_words(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_letters_and_their_marks_are_composed() -> None:
    data = "Xuo\u0309ng mo\u0309 cu\u0309a lu\u0301c chi\u0301n sa\u0301ng.".encode("cp1258")

    assert clean(decode(data)) == "Xuỏng mỏ của lúc chín sáng."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Price: 12 \x80 per m\xb2 \x96 \x93all in\x94", "Price: 12 € per m² – “all in”"),
        (b"5 \xa3", "5 £"),
        (b"25\xb0", "25°"),
        ("Grüße und café".encode()[:-1], "Grüße und caf"),
        ("Grüße aus Köln, ".encode() + b"caf\xe9!", "Grüße aus Köln, café!"),
        (b"Type ~{ to open and \x1b[1m for bold", "Type ~{ to open and \x1b[1m for bold"),
    ],
)
def test_signs_and_damage_are_read_as_meant(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("iso8859-2", "iso-8859-2", "Łódź"),
        ("utf-8", "iso-8859-2", "Łódź"),
        ("cp1252", "no-such-encoding", "für"),
        ("cp1252", "utf-16", "für"),
        ("cp1252", "iso-8859-15", GERMAN),
        ("cp1251", "utf-8", RUSSIAN),
        ("cp1251", "iso-8859-1", RUSSIAN),
        ("koi8-r", "windows-1251", RUSSIAN),
        ("shift_jis", "x-sjis", JAPANESE),
        ("shift_jis", "iso-8859-1", JAPANESE),
        ("cp1250", "iso-8859-1", POLISH),
    ],
)
def test_a_declared_encoding_is_used_unless_the_bytes_contradict(
    encoding: str, declared: str, text: str
) -> None:
    assert decode(text.encode(encoding), declared=declared) == text


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        (b"<meta charset=utf-8>", "utf-8"),
        (b'<META content="text/html; charset = &quot;x" http-equiv=Content-Type>', None),
        (b'<meta content="text/html; charset = iso-8859-6" http-equiv=Content-Type>', "iso-8859-6"),
        (b"<meta\n  charset = ' koi8-r '>", "koi8-r"),
        (b'<?xml version="1.0" encoding="windows-1251"?>\n<html>', "windows-1251"),
        (b'<?xml version="1.0" encoding="utf-8"?><meta charset="koi8-r">', "koi8-r"),
        (b"<!-- <meta charset=koi8-r> --><meta charset=cp1251>", "cp1251"),
        (b'<meta name="description" content="our charset">', None),
        (b"<metadata charset=koi8-r>", None),
    ],
)
def test_the_encoding_that_html_declares_is_found(head: bytes, declared: str | None) -> None:
    assert declared_encoding(head) == declared


@pytest.mark.parametrize(
    ("head", "encoding", "text"),
    [
        ('<meta charset="UTF-8">', "cp1251", RUSSIAN),
        ('<meta content="text/html; charset = iso-8859-6">', "iso8859-6", ARABIC),
        ("<meta charset=koi8-r>", "cp1251", RUSSIAN),
        ('<meta charset="iso-8859-1">', "shift_jis", JAPANESE),
        ('<meta charset="utf-16">', "utf-8", GERMAN),
        ('<meta charset="koi8-r">', "utf-8-sig", GERMAN),
    ],
)
def test_html_is_read_whatever_it_declares(head: str, encoding: str, text: str) -> None:
    page = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(encoding)

    assert [block.text for block in html.parse(page, lambda done, total: None)] == [text]
