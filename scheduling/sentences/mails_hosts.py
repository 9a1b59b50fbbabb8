"""Mails about appointments to hosts."""

from scheduling.sentences.mail_sentences import MailSentences, Told

HOST_EN = MailSentences(
    hello="Hello {name},",
    requested=Told("Appointment requested", "{customer} asks for an appointment."),
    booked=Told("Appointment booked", "{customer} has an appointment with you."),
    confirmed=Told("Appointment confirmed", "The appointment with {customer} is confirmed."),
    rescheduled=Told("Appointment moved", "The appointment with {customer} has a new time."),
    cancelled=Told("Appointment cancelled", "The appointment with {customer} is cancelled."),
    declined=Told("Request declined", "The request of {customer} is declined."),
    reminder=Told("Reminder", "This is to remind you of your appointment with {customer}."),
    conflict=Told(
        "Appointment and calendar disagree",
        "The appointment with {customer} does not fit a calendar elsewhere"
        " that is connected. Please look at it.",
    ),
    see="See it in your agenda",
    online="Online: the link stands in the calendar's settings.",
    unexpected="You receive this as a host of the calendar.",
)
HOST_DE = MailSentences(
    hello="Guten Tag {name},",
    requested=Told("Termin angefragt", "{customer} fragt einen Termin an."),
    booked=Told("Termin gebucht", "{customer} hat einen Termin bei Ihnen."),
    confirmed=Told("Termin bestätigt", "Der Termin mit {customer} ist bestätigt."),
    rescheduled=Told("Termin verschoben", "Der Termin mit {customer} hat eine neue Zeit."),
    cancelled=Told("Termin abgesagt", "Der Termin mit {customer} ist abgesagt."),
    declined=Told("Anfrage abgelehnt", "Die Anfrage von {customer} ist abgelehnt."),
    reminder=Told("Erinnerung", "Wir erinnern Sie an Ihren Termin mit {customer}."),
    conflict=Told(
        "Termin passt nicht zum Kalender",
        "Der Termin mit {customer} passt nicht zu einem verbundenen Kalender."
        " Bitte sehen Sie ihn sich an.",
    ),
    see="In Ihren Terminen ansehen",
    online="Online: Der Link steht in den Einstellungen des Kalenders.",
    unexpected="Sie erhalten diese Nachricht, weil dieser Kalender Ihre Termine bucht.",
)
HOST_FR = MailSentences(
    hello="Bonjour {name},",
    requested=Told("Rendez-vous demandé", "{customer} demande un rendez-vous."),
    booked=Told("Rendez-vous réservé", "{customer} a un rendez-vous avec vous."),
    confirmed=Told("Rendez-vous confirmé", "Le rendez-vous avec {customer} est confirmé."),
    rescheduled=Told("Rendez-vous déplacé", "Le rendez-vous avec {customer} a un nouvel horaire."),
    cancelled=Told("Rendez-vous annulé", "Le rendez-vous avec {customer} est annulé."),
    declined=Told("Demande refusée", "La demande de {customer} est refusée."),
    reminder=Told("Rappel", "Nous vous rappelons votre rendez-vous avec {customer}."),
    conflict=Told(
        "Rendez-vous en conflit",
        "Le rendez-vous avec {customer} ne s’accorde pas avec un agenda"
        " connecté. Merci de le vérifier.",
    ),
    see="Le voir dans vos rendez-vous",
    online="En ligne : le lien figure dans les réglages de l’agenda.",
    unexpected="Vous recevez ce message parce que cet agenda réserve votre temps.",
)
HOST_ES = MailSentences(
    hello="Hola, {name}:",
    requested=Told("Cita solicitada", "{customer} solicita una cita."),
    booked=Told("Cita reservada", "{customer} tiene una cita con usted."),
    confirmed=Told("Cita confirmada", "La cita con {customer} está confirmada."),
    rescheduled=Told("Cita cambiada", "La cita con {customer} tiene una nueva hora."),
    cancelled=Told("Cita cancelada", "La cita con {customer} está cancelada."),
    declined=Told("Solicitud rechazada", "La solicitud de {customer} está rechazada."),
    reminder=Told("Recordatorio", "Le recordamos su cita con {customer}."),
    conflict=Told(
        "Cita en conflicto",
        "La cita con {customer} no concuerda con un calendario conectado. Por favor, revísela.",
    ),
    see="Verla en sus citas",
    online="En línea: el enlace está en los ajustes del calendario.",
    unexpected="Recibe este mensaje porque este calendario reserva su tiempo.",
)
HOST_IT = MailSentences(
    hello="Buongiorno {name},",
    requested=Told("Appuntamento richiesto", "{customer} chiede un appuntamento."),
    booked=Told("Appuntamento prenotato", "{customer} ha un appuntamento con lei."),
    confirmed=Told("Appuntamento confermato", "L’appuntamento con {customer} è confermato."),
    rescheduled=Told("Appuntamento spostato", "L’appuntamento con {customer} ha un nuovo orario."),
    cancelled=Told("Appuntamento annullato", "L’appuntamento con {customer} è annullato."),
    declined=Told("Richiesta rifiutata", "La richiesta di {customer} è rifiutata."),
    reminder=Told("Promemoria", "Le ricordiamo il suo appuntamento con {customer}."),
    conflict=Told(
        "Appuntamento in conflitto",
        "L’appuntamento con {customer} non concorda con un calendario"
        " collegato. La preghiamo di controllarlo.",
    ),
    see="Vedi nei suoi appuntamenti",
    online="Online: il link si trova nelle impostazioni del calendario.",
    unexpected="Riceve questo messaggio perché questo calendario prenota il suo tempo.",
)
HOST_PT = MailSentences(
    hello="Olá, {name}:",
    requested=Told("Marcação pedida", "{customer} pede uma marcação."),
    booked=Told("Marcação feita", "{customer} tem uma marcação consigo."),
    confirmed=Told("Marcação confirmada", "A marcação com {customer} está confirmada."),
    rescheduled=Told("Marcação alterada", "A marcação com {customer} tem uma nova hora."),
    cancelled=Told("Marcação cancelada", "A marcação com {customer} está cancelada."),
    declined=Told("Pedido recusado", "O pedido de {customer} está recusado."),
    reminder=Told("Lembrete", "Lembramos a sua marcação com {customer}."),
    conflict=Told(
        "Marcação em conflito",
        "A marcação com {customer} não bate certo com um calendário ligado."
        " Verifique-a, por favor.",
    ),
    see="Ver nas suas marcações",
    online="Online: a ligação está nas definições do calendário.",
    unexpected="Recebe esta mensagem porque este calendário marca o seu tempo.",
)
HOST_NL = MailSentences(
    hello="Beste {name},",
    requested=Told("Afspraak aangevraagd", "{customer} vraagt een afspraak aan."),
    booked=Told("Afspraak geboekt", "{customer} heeft een afspraak bij u."),
    confirmed=Told("Afspraak bevestigd", "De afspraak met {customer} is bevestigd."),
    rescheduled=Told("Afspraak verzet", "De afspraak met {customer} heeft een nieuwe tijd."),
    cancelled=Told("Afspraak geannuleerd", "De afspraak met {customer} is geannuleerd."),
    declined=Told("Aanvraag afgewezen", "De aanvraag van {customer} is afgewezen."),
    reminder=Told("Herinnering", "Wij herinneren u aan uw afspraak met {customer}."),
    conflict=Told(
        "Afspraak botst met agenda",
        "De afspraak met {customer} klopt niet met een gekoppelde agenda. Kijk"
        " er alstublieft naar.",
    ),
    see="Bekijken in uw afspraken",
    online="Online: de link staat in de instellingen van de agenda.",
    unexpected="U ontvangt dit bericht omdat deze agenda uw tijd boekt.",
)
HOST_PL = MailSentences(
    hello="Dzień dobry {name},",
    requested=Told("Prośba o termin", "Prośba o termin: {customer}."),
    booked=Told("Termin zarezerwowany", "Nowy termin u Ciebie: {customer}."),
    confirmed=Told("Termin potwierdzony", "Termin jest potwierdzony: {customer}."),
    rescheduled=Told("Termin przełożony", "Wizyta ma nowy termin: {customer}."),
    cancelled=Told("Termin odwołany", "Termin jest odwołany: {customer}."),
    declined=Told("Prośba odrzucona", "Prośba jest odrzucona: {customer}."),
    reminder=Told("Przypomnienie", "Przypominamy o wizycie: {customer}."),
    conflict=Told(
        "Wizyta koliduje z kalendarzem",
        "Wizyta: {customer} nie zgadza się z połączonym kalendarzem. Prosimy to sprawdzić.",
    ),
    see="Zobacz w swoich terminach",
    online="Online: link znajduje się w ustawieniach kalendarza.",
    unexpected="Otrzymujesz tę wiadomość, ponieważ ten kalendarz rezerwuje Twój czas.",
)
HOST_AR = MailSentences(
    hello="مرحبًا {name}،",
    requested=Told("طلب موعد", "يطلب {customer} موعدًا."),
    booked=Told("تم حجز موعد", "لدى {customer} موعد معك."),
    confirmed=Told("تم تأكيد الموعد", "تم تأكيد الموعد مع {customer}."),
    rescheduled=Told("تم نقل الموعد", "للموعد مع {customer} وقت جديد."),
    cancelled=Told("تم إلغاء الموعد", "تم إلغاء الموعد مع {customer}."),
    declined=Told("تم رفض الطلب", "تم رفض طلب {customer}."),
    reminder=Told("تذكير", "نذكّرك بموعدك مع {customer}."),
    conflict=Told(
        "تعارض في موعد",
        "الموعد مع {customer} لا يتوافق مع تقويم متصل. يرجى مراجعته.",
    ),
    see="عرضه في مواعيدك",
    online="عبر الإنترنت: الرابط في إعدادات التقويم.",
    unexpected="تصلك هذه الرسالة لأن هذا التقويم يحجز وقتك.",
)
HOST_JA = MailSentences(
    hello="{name} 様",
    requested=Told("予約のリクエスト", "{customer}様から予約のリクエストがありました。"),
    booked=Told("新しい予約", "{customer}様の予約が入りました。"),
    confirmed=Told("予約の確定", "{customer}様の予約が確定しました。"),
    rescheduled=Told("予約日時の変更", "{customer}様の予約の日時が変更されました。"),
    cancelled=Told("予約のキャンセル", "{customer}様の予約はキャンセルされました。"),
    declined=Told("リクエストのお断り", "{customer}様のリクエストは断られました。"),
    reminder=Told("予約のリマインダー", "{customer}様の予約についてお知らせします。"),
    conflict=Told(
        "予約とカレンダーの不一致",
        "{customer} 様の予約が、接続されたカレンダーと一致しません。ご確認ください。",
    ),
    see="予定で見る",
    online="オンライン: リンクはカレンダーの設定にあります。",
    unexpected="このカレンダーの担当者としてお送りしています。",
)
HOSTS = {
    "en": HOST_EN,
    "de": HOST_DE,
    "fr": HOST_FR,
    "es": HOST_ES,
    "it": HOST_IT,
    "pt": HOST_PT,
    "nl": HOST_NL,
    "pl": HOST_PL,
    "ar": HOST_AR,
    "ja": HOST_JA,
}
