"""What the frame of a page says, in the languages of its visitors: consent, pages before and after,
copyright. A text decides only together with its place or its name: see `boilerplate`.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE

_CONSENT_NOUN = re.compile(
    r"\bcookies?\b|\bcookie-|\bconsent|\bprivacy\b|\bgdpr\b|\bpartners?\b|\btracking\b|kakor|evästeit"
    r"|einwilligung|einverstanden|dienste dritter|daten werden|privatsphäre|datenschutz"
    r"|confidentialité|vie privée|privacidad|privacidade"
    r"|riservatezza|consenso|consentimiento|consentimento|toestemming|prywatno|ciasteczk|zgod[aęy]"
    r"|куки|файлы cookie|конфиденциальн|クッキー|プライバシー|隐私|çerez|ملفات تعريف الارتباط"
    r"|עוגיות|쿠키|informasjonskapsl",
    _I,
)
_CONSENT_VERB = re.compile(
    r"\b(?:we|(?:this|our) (?:web)?site)\b.{0,60}\b(?:use|uses|value|store|set|sets|care)\b"
    r"|\baccept\b|\breject\b|\bagree\b|\bmanage (?:your )?(?:choices|preferences|settings|options)"
    r"|\bpersonali[sz]e|\bstore and(?:/or)? access\b|\bby (?:continuing|using|browsing|clicking)\b"
    r"|verwende[nt]|setz(?:en|t) .{0,30}cookies|stimmen sie|zustimm|akzeptier|einverstanden"
    r"|ablehnen"
    r"|utilis(?:e|ons|ent)|accepte[rz]|refuser|en poursuivant|utilizamos|acept[ao]|rechazar|aceit"
    r"|utilizziamo|accett|rifiut|gebruik(?:en|t)|accepteren|używa|korzysta|akceptuj|использ"
    r"|принять|使用しています|同意|接受|använder|godkänn|käytämme|kullan",
    _I,
)
# Alone enough, without a name that says so.
_CERTAIN_CONSENT = re.compile(
    r"we value your privacy|\b\d+ partners\b.{0,120}(?:store|access|process|use)"
    r"|(?:website|seite) nutzt (?:website[- ]tracking-technologien|dienste) (?:von )?dritte[rn]?"
    r"|uses third-party (?:website )?tracking technologies"
    r"|we(?: and our (?:\d+ )?partners)? (?:use|store) cookies|this (?:web)?site uses cookies"
    r"|uses? cookies to (?:improve|ensure|give|personali|enhance|offer|provide|make)"
    r"|diese (?:web)?(?:seite|site) (?:verwendet|benutzt|nutzt) cookies"
    r"|wir (?:verwenden|nutzen|setzen) (?:auf dieser \w+ )?cookies"
    r"|ce site utilise des cookies|nous utilisons des cookies|utilizamos cookies"
    r"|este sitio (?:web )?(?:utiliza|usa) cookies|questo sito (?:utilizza|usa) (?:i )?cookie"
    r"|utilizziamo (?:i )?cookie|deze (?:web)?site (?:maakt gebruik van|gebruikt) cookies"
    r"|\b(?:wir und unsere|nous et nos|noi e i nostri|nosotros y nuestros|my i nasi|wij en onze)"
    r" (?:\d+ )?(?:partner|associé|socios|partnerzy)\w*"
    r"|cookies? verwendet|ملفات تعريف الارتباط ل|クッキー(?:を|\(cookie\)を)使用|쿠키를 사용"
    r"|(?:ta|nasza) strona (?:używa|korzysta)|мы используем (?:файлы )?cookie|本网站使用 ?cookie"
    r"|manage (?:your )?consent|cookie (?:settings|preferences|consent)\b.{0,80}\b(?:accept|rej)",
    _I,
)
_SKIP = re.compile(
    r"(?:skip|jump) to\b.{0,40}|skip (?:navigation|nav|links?|navigation links)"
    r"|(?:back to |go to )?top(?: of (?:the )?page)?|bottom of page|(?:scroll|back) to (?:the )?top"
    r"|zum (?:haupt)?inhalt"
    r"(?: springen)?|direkt zum inhalt|(?:nach|seitenanfang) oben|nach oben|zum seitenanfang"
    r"|aller au contenu(?: principal)?|haut de page|retour en haut|ir al contenido(?: principal)?"
    r"|saltar al contenido|volver arriba|vai al contenuto|torna su|naar (?:de )?inhoud"
    r"|przejdź do treści|hoppa till innehåll|print(?: this page)?|seite drucken|imprimer",
    _I,
)
_SMALL_TALK = re.compile(
    r"(?:read|learn|show|see|find out) more|continue reading|mehr(?: lesen| erfahren)?|weiterlesen"
    r"|lire (?:la suite|plus)|en savoir plus|leer más|ver más|leia mais|leggi(?: tutto| di più)"
    r"|lees (?:meer|verder)|czytaj (?:więcej|dalej)|читать (?:далее|дальше)|подробнее|اقرأ المزيد"
    r"|続きを読む|もっと見る|阅读更多|了解更多|les mer|läs mer|lue lisää|devamını oku"
    r"|(?:\d+|an?) (?:second|minute|hour|day|week|month|year)s? ago|\d+ min(?:ute)?s?\.? read"
    r"|(?:hits|views|page views|zugriffe|aufrufe|affichages|visitas|visite|odsłony)\W*\d[\d.,]*"
    r"|(?:subscribe|sign up)(?: (?:to|for) (?:our|the))? newsletter|newsletter(?: abonnieren)?"
    r"|(?:zum )?newsletter (?:anmelden|bestellen)|abonnez-vous à (?:notre|la) newsletter"
    r"|suscríbete(?: a nuestr[oa] \w+)?|iscriviti alla newsletter"
    r"|подпи(?:шитесь|саться) на рассылку"
    r"|(?:imprimir|stampa|drukuj|skriv ut|tulosta|печать)(?: (?:la )?p[áa]gin[ae])?|印刷|打印"
    r"|share (?:on|via) [\w ]{2,20}|(?:auf )?[\w ]{2,20} teilen|partager sur [\w ]{2,20}"
    r"|compartir en [\w ]{2,20}|condividi su [\w ]{2,20}|поделиться.{0,20}|شارك على.{0,20}",
    _I,
)
_YOU_ARE_HERE = re.compile(
    r"(?:you are here|sie (?:sind|befinden sich) hier|aktuelle seite|vous êtes ici|est[áa]s? aquí"
    r"|usted está aquí|você está aqui|sei qui|ti trovi qui|u bent hier|jesteś tutaj|вы здесь"
    r"|現在地|当前位置|您在这里)\b",
    _I,
)
_PAGER = re.compile(
    r"(?:«|‹|<|←|&lt;)*\s*(?:prev(?:ious)?|next|back|up|home|contents?|index|top|newer|older|first|last"
    r"|zurück|weiter|vor|nächste|vorherige|inhalt|précédent|suivant|accueil|sommaire|anterior"
    r"|siguiente|próxim[oa]|inicio|indietro|avanti|precedente|successivo|vorige|volgende)"
    r"(?:\s+(?:page|post|posts|article|chapter|class|topic|section|entry|seite|beitrag|artikel))?"
    r"\s*(?:»|›|>|→)*",
    _I,
)
_LEGAL = re.compile(
    r"privacy|imprint|terms|legal|accessibility|site ?map|cookies?|disclaimer|impressum|datenschutz"
    r"|agb|barrierefreiheit|mentions légales|confidentialité|cgv|aviso legal|privacidad|note legali"
    r"|contact(?: us)?|kontakt|about(?: us)?|careers|jobs|press|help",
    _I,
)
_COPYRIGHT = re.compile(
    r"^\W*(?:©|\(c\)|copyright\b)\W*(?:\(c\)|©)?\W*\D{0,60}(?:19|20)\d\d"
    r"|^\W*(?:©|copyright ©|copyright \(c\))|\ball rights reserved\b|alle rechte vorbehalten"
    r"|tous droits réservés|todos los derechos reservados|tutti i diritti riservati"
    r"|alle rechten voorbehouden|wszelkie prawa zastrzeżone|все права защищены|版权所有",
    _I,
)
_CREDIT = re.compile(
    r"^\W*(?:proudly )?(?:powered|built|generated|made|created|designed|hosted|website|site|theme"
    r"|web ?design|realisation|umsetzung)(?: \w+){0,2} (?:by|with|using|von|par|in)\b"
    r"|^\W*theme:|best viewed (?:with|in|at)\b|visitor (?:number|no\.?|count)\b|you are visitor",
    _I,
)
_FEEDBACK = re.compile(
    r"(?:was|is|did) (?:this|you find this) (?:page|article|answer|information)? ?.{0,20}"
    r"\b(?:helpful|useful)\b|found this helpful|edit (?:this )?page|edit on git|improve this page"
    r"|report (?:a|an) (?:bug|issue|problem)|leave a (?:reply|comment)|have more questions\?"
    r"|your email address will not be published|war dieser artikel hilfreich"
    r"|cet article vous a-t-il|submit a request|page view source|view page source",
    _I,
)
_SIGN_UP = re.compile(
    r"newsletter|subscri|sign ?up|inbox|e-?mail|mailing list|voucher|anmeld|abonn|eintragen|inscri"
    r"|suscrib|iscri|aanmelden|updates",
    _I,
)
_CONTACT = re.compile(r"@|\d[\d ()/-]{4,}\d")
_ADVERTISEMENT = re.compile(
    r"advert|anzeige|sponsor|werbung|publicité|publicidad|pubblicità|continues below", _I
)
_OTHERS = re.compile(
    r"related|you (?:may|might) also|see also|read (?:more|next)"
    r"|more (?:from|articles|stories)"
    r"|most (?:read|popular|viewed)|popular|recent|latest|recommended|recently|trending"
    r"|ähnliche|weitere|das könnte|neueste|beliebt|derniers|à lire|similaires|relacionad|correlat",
    _I,
)
_SHARE = re.compile(
    r"share (?:on|this|via|with|link)|copy link|facebook|twitter|whatsapp|linkedin|pinterest|reddit"
    r"|e-?mail this|tweet|auf \w+ teilen|teilen auf|partager sur|compartir en|condividi su",
    _I,
)
_COMMENTS = re.compile(
    r"\breply\b|\breplies\b|\bsays:|leave a (?:reply|comment)|post (?:a )?comment"
    r"|\b\d+ (?:comments?|responses?|thoughts?)\b|comments? \(\d+\)|join the (?:discussion|conv)"
    r"|log in to (?:post )?comment|antworten|kommentar (?:schreiben|hinterlassen)|répondre"
    r"|laisser un commentaire|responder|deja un comentario|rispondi|lascia un commento",
    _I,
)
_NOT_FOUND = re.compile(
    r"(?:(?:https?|error|erreur|fehler|errore?|błąd|ошибка|fout|hata|virhe) )*404"
    r"(?:[ ,.!:–—-]+(?:error|erreur|fehler|not|no|page|site|file|seite|página|pagina|strona"
    r"|страница|oops|sorry|hoppla|oups)\b.{0,60})?"
    r"|.{0,40}\bpage (?:was |is |could |can(?:no|')t |not )*(?:be )?"
    r"(?:not )?(?:found|available|exist)\b[^?]{0,40}|.{0,20}\b(?:page|site) not found\b[^?]{0,20}"
    r"|(?:sorry|oops|uh-?oh|whoops)\b.{0,60}(?:not? .{0,20}found|can(?:no|')t (?:be )?f[io]u?nd"
    r"|does ?n[o']t exist|missing).{0,40}"
    r"|.{0,30}(?:can(?:no|')t|could ?n[o']t) find (?:that|this|the) page.{0,40}"
    r"|not found|nothing (?:was )?found(?: here)?|page (?:does not|doesn[’']t) exist"
    r"|this page (?:does not|doesn[’']t) exist.{0,20}|no longer (?:available|exists?)"
    r"|(?:diese |die )?seite (?:wurde )?(?:leider )?(?:nicht|existiert nicht).{0,30}|nicht gefunden"
    r"|page (?:introuvable|non trouvée)|(?:cette )?page n['’]existe (?:pas|plus)"
    r"|página no (?:encontrada|existe)|no se encontró la página|pagina non trovata"
    r"|página não encontrada|pagina niet gevonden|strona nie (?:została )?znaleziona"
    r"|nie znaleziono strony|страница не найдена|sidan (?:hittades inte|finns inte)"
    r"|siden (?:ble )?ikke (?:blev )?fundet|siden finnes ikke|sivua ei löyt.{0,10}"
    r"|stránka nenalezena|sayfa bulunamadı|ページが見つかりません.{0,20}"
    r"|页面不存在|找不到页面|未找到页面",
    _I,
)
# The same as a sentence of its own, on a page whose heading says "Oops!".
_MISSING = re.compile(
    r"\b(?:page|address|link|document|content)\b[^.!?]{0,60}\b(?:not|n[o’']t|longer|never)\b"
    r"[^.!?]{0,20}\b(?:found|exists?|available|there)\b(?!\?)"
    r"|\b(?:seite|adresse|inhalt)\b[^.!?]{0,60}\b(?:nicht|keine)\b[^.!?]{0,20}"
    r"(?:gefunden|vorhanden|verfügbar|erreichbar)|\b(?:seite|adresse)\b[^.!?]{0,40}existiert[^.!?]{0,20}"
    r"\bnicht\b|\b(?:seite|adresse)\b[^.!?]{0,40}\bgibt es\b[^.!?]{0,20}\bnicht"
    r"|\b(?:page|adresse)\b[^.!?]{0,60}(?:n[’']existe|introuvable|n[’'](?:est|a)[^.!?]{0,20}"
    r"\b(?:trouvée|disponible))"
    r"|\bp[áa]gina\b[^.!?]{0,60}\b(?:no|não|non)\b[^.!?]{0,20}(?:exist|encontr|trovat|disponib"
    r"|esist)|\bpagina\b[^.!?]{0,60}\bniet\b[^.!?]{0,20}(?:gevonden|bestaat|beschikbaar)"
    r"|\bstron\w+\b[^.!?]{0,60}\bnie\b[^.!?]{0,20}(?:istniej|znalezion|dostępn)"
    r"|\bстраниц\w+\b[^.!?]{0,60}\bне\b[^.!?]{0,20}(?:найден|существ)",
    _I,
)
_MAX_LINE = 200
_SEPARATORS = re.compile(r"[\s|·•»«›‹>\[\]/–—:-]+")


def is_consent(text: str, *, is_named: bool) -> bool:
    """True for the text of a consent banner. is_named: a class or an id says so already."""
    text = text[:3_000]
    if _CERTAIN_CONSENT.search(text):
        return True
    return is_named and bool(_CONSENT_NOUN.search(text) and _CONSENT_VERB.search(text))


def may_be_consent(text: str) -> bool:
    return _CONSENT_NOUN.search(text) is not None


def is_frame_line(text: str) -> bool:
    """True for a line that belongs to the page's frame wherever it stands."""
    if not text or len(text) > _MAX_LINE:
        return False
    bare = _SEPARATORS.sub(" ", text).strip()
    if _SMALL_TALK.fullmatch(bare.rstrip(" .…")) or _YOU_ARE_HERE.match(bare):
        return True
    return bool(_SKIP.fullmatch(bare) or _COPYRIGHT.search(text) or _FEEDBACK.search(text))


def is_pager(labels: list[str]) -> bool:
    """True if all these links are to the pages before, after and above."""
    bare = [each for label in labels if (each := label.strip(" «»‹›<>←→|[]"))]
    return bool(bare) and all(_PAGER.fullmatch(each) for each in bare)


def are_legal_links(labels: list[str]) -> bool:
    """True for links that stand at the foot of pages: at least two, and most of these."""
    legal = sum(_LEGAL.match(label.strip()) is not None for label in labels)
    return legal >= 2 and legal >= len(labels) / 2


def is_credit(text: str) -> bool:
    """True for a line of a footer that says who made the page; in a text it may be content."""
    return len(text) <= _MAX_LINE and _CREDIT.search(text) is not None


def is_sign_up(text: str) -> bool:
    """False for a text with an address or a telephone number, which is more than that."""
    return _SIGN_UP.search(text) is not None and _CONTACT.search(text) is None


def is_advertisement(text: str) -> bool:
    return _ADVERTISEMENT.search(text) is not None


def names_other_pages(text: str) -> bool:
    return _OTHERS.search(text[:_MAX_LINE]) is not None


def begins_with_other_pages(text: str) -> bool:
    """True for a list under a heading such as "Most read"."""
    return _OTHERS.match(text) is not None


def offers_sharing(text: str) -> bool:
    return _SHARE.search(text[:_MAX_LINE]) is not None


def are_comments(text: str) -> bool:
    return _COMMENTS.search(text[:3_000]) is not None


def says_not_found(heading: str) -> bool:
    """True for the heading of a page that says that there is no such page."""
    heading = re.split(r"\s+[|–—-]\s+|: ", heading.strip())[0].strip(" .!:…")
    return len(heading) <= 120 and _NOT_FOUND.fullmatch(heading) is not None


def is_not_found_notice(text: str) -> bool:
    """True for the whole text of a page that says in its first sentences that it is missing."""
    if len(text) > 2 * _MAX_LINE or any(map(str.isdigit, text.replace("404", ""))):
        return False
    return _MISSING.search(text[:_MAX_LINE]) is not None
