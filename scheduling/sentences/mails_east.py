"""Mails about appointments in Polish, Arabic and Japanese."""

from scheduling.sentences.mail_sentences import MailSentences, Told

PL = MailSentences(
    hello="Dzień dobry {name},",
    requested=Told("Otrzymaliśmy prośbę", "Prośba o termin dotarła do: {business}."),
    booked=Told("Termin zarezerwowany", "Termin jest zarezerwowany: {business}."),
    confirmed=Told("Termin potwierdzony", "Termin jest potwierdzony: {business}."),
    rescheduled=Told("Termin przełożony", "Wizyta ma nowy termin: {business}."),
    cancelled=Told("Termin odwołany", "Termin jest odwołany: {business}."),
    declined=Told("Prośba odrzucona", "Ten termin nie może zostać przyjęty: {business}."),
    reminder=Told("Przypomnienie", "Przypominamy o wizycie: {business}."),
    see="Zobacz termin",
    online="Online. Link znajduje się na stronie tego terminu.",
    unexpected="Jeśli nie wiesz, czego dotyczy ta wiadomość, nie musisz nic robić.",
)
AR = MailSentences(
    hello="مرحبًا {name}،",
    requested=Told("تم استلام الطلب", "وصل طلبك إلى {business}."),
    booked=Told("تم حجز الموعد", "تم حجز موعدك لدى {business}."),
    confirmed=Told("تم تأكيد الموعد", "أكّد {business} موعدك."),
    rescheduled=Told("تم نقل الموعد", "لموعدك لدى {business} وقت جديد."),
    cancelled=Told("تم إلغاء الموعد", "تم إلغاء موعدك لدى {business}."),
    declined=Told("تم رفض الطلب", "لا يمكن لـ {business} قبول هذا الموعد."),
    reminder=Told("تذكير", "نذكّرك بموعدك لدى {business}."),
    see="عرض الموعد",
    online="عبر الإنترنت. تجد الرابط في صفحة موعدك.",
    unexpected="إذا كنت لا تعرف سبب هذه الرسالة، فلا داعي لفعل أي شيء.",
)
JA = MailSentences(
    hello="{name} 様",
    requested=Told(
        "リクエストを受け付けました", "{business}へのご予約リクエストを受け付けました。"
    ),
    booked=Told("ご予約の完了", "{business}のご予約が完了しました。"),
    confirmed=Told("ご予約の確定", "{business}のご予約が確定しました。"),
    rescheduled=Told("ご予約日時の変更", "{business}のご予約の日時が変更されました。"),
    cancelled=Told("ご予約のキャンセル", "{business}のご予約はキャンセルされました。"),
    declined=Told(
        "リクエストをお受けできません", "{business}はこの日時のご予約をお受けできません。"
    ),
    reminder=Told("ご予約のリマインダー", "{business}のご予約についてお知らせします。"),
    see="ご予約を確認",
    online="オンライン。リンクはご予約のページにあります。",
    unexpected="お心当たりがない場合は、何もする必要はありません。",
)
