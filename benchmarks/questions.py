"""Visitors' questions to the demo: 24 answered by the practice's handbook, 6 that are not."""

QUESTIONS = (
    "When are you open on Friday?",
    "How much is a check-up?",
    "Can I cancel an appointment?",
    "What are your opening hours from Monday to Thursday?",
    "What is the capital of Mongolia?",  # not in the handbook
    "Are you open on Saturday?",
    "Where is the practice?",
    "Who founded the practice?",
    "How long does a check-up take?",
    "Do you sell electric toothbrushes?",  # not in the handbook
    "What does a visit to the hygienist cost?",
    "What is the price of a crown?",
    "How much is a white filling?",
    "Are children seen free of charge?",
    "How many dentists work for you?",  # not in the handbook
    "Can I pay in instalments?",
    "Can I pay by card?",
    "What happens if I miss an appointment?",
    "What should I bring to my first visit?",
    "Can I bring my dog?",  # not in the handbook
    "Which number do I call in an emergency at night?",
    "What should I do with a broken tooth?",
    "Which bus stops at the door?",
    "Is there parking for patients?",
    "Do you offer gift vouchers?",  # not in the handbook
    "Is there a lift?",
    "How far is the station?",
    "Which insurers do you work with?",
    "Do you take new NHS patients?",
    "What is the Wi-Fi password?",  # not in the handbook
)
