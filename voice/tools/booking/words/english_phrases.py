"""What people say in English while they book."""

from __future__ import annotations

from voice.tools.booking.words.phrases import Phrases

ENGLISH_PHRASES = Phrases(
    markers="the|i|i'm|i'd|my|you|your|is|are|it|to|for|please|yes|no|an?|and|on|at|what|how"
    "|appointment|tomorrow|today|can|could|would|want|need|book|actually|never|mind|thanks|next"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|one|first|last|ok|o'clock",
    yes="yes|yep|yeah|yup|yea|y|ya|sure|ok|okay|k|correct|right|exactly|perfect|great|fine|good"
    "|sounds good|sounds great|that's right|that is right|that's correct|that is correct|it's right"
    "|go ahead|please do|do it|book it|please book|confirm|confirmed|absolutely|definitely"
    "|of course|certainly|works for me|that works|why not|all right|alright|lovely|excellent",
    no="no|nope|nah|not quite|not really|wrong|incorrect|that's wrong|that's not right|n",
    stop="never ?mind|nevermind|forget (?:it|about it|that)|stop(?! by)|quit|abort|cancel"
    "(?! (?:my|the|our) appointment)|no thanks|no thank you|leave it|drop it|i changed my mind"
    "|i've changed my mind|not interested|don't bother|i don't want (?:it|an appointment) any"
    " ?more",
    doubt="but|not|n't|wait|hold on|except|unless|actually|instead|unsure|maybe|perhaps|hmm+"
    "|before you|first tell|one moment|rather|different|wrong|if",
    restart="start over|start again|start from scratch|from the beginning|begin again|restart"
    "|reset",
    question="what|what's|how|how's|where|where's|when|why|which|who|whom|whose|is|are|am|do|does"
    "|did|can|could|will|would|should|shall|may|must|has|have|was|were|isn't|aren't|don't|tell me",
    topic="cost|costs|price|prices|pricing|charge|fee|fees|pay|paying|card|cards|cash|insurance"
    "|open|opens|opened|close|closes|closed|hours|parking|park|bring|wear|prepare|how long|where"
    "|why|who|located|location|address|directions|damage|hurt|safe|offer|refund|deposit|late fee",
    nouns="appointments?|appt|appointement|booking|slot|slots|consultation|consult|session"
    "|visit|opening|openings|reservation|meeting(?! room)|check-?up",
    verbs="book|schedule|reserve|arrange|set up|make|get|have|need|want|like|love|fix|organi[sz]e"
    "|wanna|looking for|take|give me|grab|request",
    visits="(?:i|we|me|us|possible)\\b.* (?:come in|come by|come over|come to you|stop by|drop"
    " by|drop in"
    "|pop in|swing by|visit you|see (?:some(?:one|body)|the \\w+|an? \\w+)|be seen)|(?:fit"
    "|squeeze|book"
    "|schedule|put|pencil) (?:me|us)",
    openings="anything|something|any (?:\\w+ )?(?:openings?|slots?|times?|appointments?"
    "|availability)"
    "|openings?|availability|(?:are|are you|you're) (?:free|available)|free (?:slots?|times?)"
    "|appointments?"
    "|what times|which times|you have (?:any )?time",
    openly="when (?:can|could|may) (?:i|we) (?:come|get|book|see|visit|make|have|stop|drop)"
    "|when (?:are you|do you have|would you be) (?:free|available|time)|what times (?:do you"
    " have|are)"
    "|(?:what|when)(?:'s| is| would be) (?:the|your) (?:next|first|earliest|soonest)",
    mere="is|are|would|be|still|free|available|possible|okay|ok|there|work|works|can|i|we|you|do"
    "|does"
    "|how|what|about|please|for|me|any|chance|left|good|get|have|got|possibly|maybe|hi|hello|at|on",
    about="questions? about|don't need|do not need|need no|no appointment|without an? appointment"
    "|already have|do i need|if i need|whether i need|my last (?:appointment|visit)",
    not_booking="what (?:is|are|does|do|about|if|happens|kind)|what's (?!the (?:earliest|next|first"
    "|soonest))|how|where|why|who|whom|do i (?:need|have)|do we (?:need|have)|must i|should i"
    "|need i|is (?:an|it|there (?!any|some|an? (?:slot|opening|appointment|free)|time|still))"
    "|are (?:appointments?|you open|there (?!any|some|still|free))|do you (?:take|accept|offer"
    "|do|charge|require|open|close)|can i (?:cancel|bring|pay|change)|i (?:had|missed|already have"
    "|have already)|don't (?:need|want)|do not (?:need|want)|did i|was my|when (?:do|is|are|does)"
    " (?!you free|you available|the (?:next|first|earliest))|tell me about|if i|not (?:book|need)",
    move="move|reschedule|re-schedule|postpone|change|shift|push|bring forward|another time for"
    "|different time for",
    cancel="cancel|call off|delete|can't make|cannot make|won't make|can't come|won't be able to",
    own="(?:my|the|our|that|this) (?:\\w+ )?(?:appointment|booking|slot|visit|session"
    "|consultation)",
    own_it="(?:move|reschedule|postpone|cancel|change) (?:it|that)|can't make it|can't come",
    change_day="(?:the )?(?:(?:day|date)(?: and (?:the )?time)?|time and (?:the )?(?:day|date))",
    change_time="(?:the )?(?:time|hour)(?: of day)?",
    change_name="(?:the |my )?name",
    change_contact="(?:the |my )?(?:e-?mail|mail|phone|number|phone number|e-?mail address|address)"
    "|how you reach me|the contact",
    is_wrong="(?:is|are|was) (?:wrong|not right|incorrect|not correct)|isn't (?:right|correct)"
    "|doesn't (?:work|suit me)|please",
    keep="keep|don't cancel|do not cancel|leave it|stay",
    first=(
        "(?:the )?(?:first|1st)(?: one| option| slot| time)?|option 1|number 1|#1",
        "(?:the )?(?:second|2nd)(?: one| option| slot| time)?|option 2|number 2|#2",
        "(?:the )?(?:third|3rd)(?: one| option| slot| time)?|option 3|number 3|#3",
    ),
    last="(?:the )?(?:last|latest|final)(?: one| option| slot| time)?",
    later_one="(?:the )?later (?:one|option|slot|time)|the later",
    earlier_one="(?:the )?(?:earlier|earliest) (?:one|option|slot|time)|the earli(?:er|est)",
    other="(?:the )?other(?: one| option| slot| time)|the other",
    that="that one|that|this one|it|that's fine|that time|i'll take (?:it|that)|take it",
    later="later",
    earlier="earlier|sooner",
    more="anything else|something else|other (?:times|options|days|slots)|more (?:times|options)"
    "|what else|another (?:time|day|option|slot)|different (?:time|day)",
    none="none(?: of (?:these|those|them))?|neither|don't work|doesn't work|can't do (?:any|those"
    "|these)|not possible",
    name="(?:and )?(?:my (?:full )?name(?:'s| is| would be)|name(?:'s| is|:)|the name(?:'s| is)"
    "|call me|under the name|in the name of)",
    weak_name="i'm|i am|it's|it is|this is|that's|im|for",
    not_names="yes|yep|yeah|no|nope|ok|okay|sure|please|thanks|thank|you|the|one|that|this|what|why"
    "|how|where|when|who|is|are|was|free|busy|fine|good|great|perfect|right|correct|looking|not"
    "|at|on|in|for|to|and|or|but|it|its|my|me|i|we|am|pm|want|need|would|like|have|book|another"
    "|appointment|sick|ill|here|there|sorry|late|sorry|email|mail|phone|number|hello|hi|hey|can"
    "|could|do|does|don't|later|earlier|other|only|just|available|with|a|an|any|about|your|urgent"
    "|first|second|third|last|never|mind|stop|cancel|change|make|move|before|after|again|afraid"
    "|interested|new|getting|trying|going|able|unsure|maybe|someone|somebody",
    digits=(
        ("zero|oh|o|nought", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
    ),
    double="double",
    triple="triple",
    zones="my time|(?:new york|london|pacific|eastern|central|mountain|\\w+) time(?: zone)?"
    "|[ecmp][sd]t"
    "|gmt|utc|bst|cet|cest|ist|aest",
)
