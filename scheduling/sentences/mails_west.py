"""Mails about appointments in the languages of Western Europe."""

from scheduling.sentences.mail_sentences import MailSentences, Told

EN = MailSentences(
    hello="Hello {name},",
    requested=Told("Request received", "Your request to {business} has arrived."),
    booked=Told("Appointment booked", "Your appointment with {business} is booked."),
    confirmed=Told("Appointment confirmed", "{business} has confirmed your appointment."),
    rescheduled=Told("Appointment moved", "Your appointment with {business} has a new time."),
    cancelled=Told("Appointment cancelled", "Your appointment with {business} is cancelled."),
    declined=Told("Request declined", "{business} cannot take this appointment."),
    reminder=Told("Reminder", "This is to remind you of your appointment with {business}."),
    see="See the appointment",
    online="Online. The page of your appointment has the link.",
    unexpected="If you do not know what this is about, you need do nothing.",
)
DE = MailSentences(
    hello="Guten Tag {name},",
    requested=Told("Anfrage erhalten", "Ihre Anfrage an {business} ist angekommen."),
    booked=Told("Termin gebucht", "Ihr Termin bei {business} ist gebucht."),
    confirmed=Told("Termin bestätigt", "{business} hat Ihren Termin bestätigt."),
    rescheduled=Told("Termin verschoben", "Ihr Termin bei {business} hat eine neue Zeit."),
    cancelled=Told("Termin abgesagt", "Ihr Termin bei {business} ist abgesagt."),
    declined=Told("Anfrage abgelehnt", "{business} kann diesen Termin nicht annehmen."),
    reminder=Told("Erinnerung", "Wir erinnern Sie an Ihren Termin bei {business}."),
    see="Termin ansehen",
    online="Online. Den Link finden Sie auf der Seite Ihres Termins.",
    unexpected="Wenn Sie nicht wissen, worum es geht, müssen Sie nichts tun.",
)
FR = MailSentences(
    hello="Bonjour {name},",
    requested=Told("Demande reçue", "Votre demande à {business} est bien arrivée."),
    booked=Told("Rendez-vous réservé", "Votre rendez-vous avec {business} est réservé."),
    confirmed=Told("Rendez-vous confirmé", "{business} a confirmé votre rendez-vous."),
    rescheduled=Told(
        "Rendez-vous déplacé", "Votre rendez-vous avec {business} a un nouvel horaire."
    ),
    cancelled=Told("Rendez-vous annulé", "Votre rendez-vous avec {business} est annulé."),
    declined=Told("Demande refusée", "{business} ne peut pas accepter ce rendez-vous."),
    reminder=Told("Rappel", "Nous vous rappelons votre rendez-vous avec {business}."),
    see="Voir le rendez-vous",
    online="En ligne. Le lien se trouve sur la page de votre rendez-vous.",
    unexpected="Si vous ne savez pas de quoi il s’agit, vous n’avez rien à faire.",
)
ES = MailSentences(
    hello="Hola, {name}:",
    requested=Told("Solicitud recibida", "Su solicitud a {business} ha llegado."),
    booked=Told("Cita reservada", "Su cita con {business} está reservada."),
    confirmed=Told("Cita confirmada", "{business} ha confirmado su cita."),
    rescheduled=Told("Cita cambiada", "Su cita con {business} tiene una nueva hora."),
    cancelled=Told("Cita cancelada", "Su cita con {business} está cancelada."),
    declined=Told("Solicitud rechazada", "{business} no puede aceptar esta cita."),
    reminder=Told("Recordatorio", "Le recordamos su cita con {business}."),
    see="Ver la cita",
    online="En línea. El enlace está en la página de su cita.",
    unexpected="Si no sabe de qué se trata, no tiene que hacer nada.",
)
IT = MailSentences(
    hello="Buongiorno {name},",
    requested=Told("Richiesta ricevuta", "La sua richiesta a {business} è arrivata."),
    booked=Told("Appuntamento prenotato", "Il suo appuntamento con {business} è prenotato."),
    confirmed=Told("Appuntamento confermato", "{business} ha confermato il suo appuntamento."),
    rescheduled=Told(
        "Appuntamento spostato", "Il suo appuntamento con {business} ha un nuovo orario."
    ),
    cancelled=Told("Appuntamento annullato", "Il suo appuntamento con {business} è annullato."),
    declined=Told("Richiesta rifiutata", "{business} non può accettare questo appuntamento."),
    reminder=Told("Promemoria", "Le ricordiamo il suo appuntamento con {business}."),
    see="Vedi l’appuntamento",
    online="Online. Il link si trova nella pagina del suo appuntamento.",
    unexpected="Se non sa di che cosa si tratta, non deve fare nulla.",
)
PT = MailSentences(
    hello="Olá, {name}:",
    requested=Told("Pedido recebido", "O seu pedido a {business} chegou."),
    booked=Told("Marcação feita", "A sua marcação com {business} está feita."),
    confirmed=Told("Marcação confirmada", "{business} confirmou a sua marcação."),
    rescheduled=Told("Marcação alterada", "A sua marcação com {business} tem uma nova hora."),
    cancelled=Told("Marcação cancelada", "A sua marcação com {business} está cancelada."),
    declined=Told("Pedido recusado", "{business} não pode aceitar esta marcação."),
    reminder=Told("Lembrete", "Lembramos a sua marcação com {business}."),
    see="Ver a marcação",
    online="Online. A ligação está na página da sua marcação.",
    unexpected="Se não sabe do que se trata, não precisa de fazer nada.",
)
NL = MailSentences(
    hello="Beste {name},",
    requested=Told("Aanvraag ontvangen", "Uw aanvraag bij {business} is aangekomen."),
    booked=Told("Afspraak geboekt", "Uw afspraak bij {business} is geboekt."),
    confirmed=Told("Afspraak bevestigd", "{business} heeft uw afspraak bevestigd."),
    rescheduled=Told("Afspraak verzet", "Uw afspraak bij {business} heeft een nieuwe tijd."),
    cancelled=Told("Afspraak geannuleerd", "Uw afspraak bij {business} is geannuleerd."),
    declined=Told("Aanvraag afgewezen", "{business} kan deze afspraak niet aannemen."),
    reminder=Told("Herinnering", "Wij herinneren u aan uw afspraak bij {business}."),
    see="Afspraak bekijken",
    online="Online. De link staat op de pagina van uw afspraak.",
    unexpected="Als u niet weet waar dit over gaat, hoeft u niets te doen.",
)
