"""What people say in English while they book."""

from __future__ import annotations

from voice.tools.booking.words.english import ENGLISH
from voice.tools.booking.words.lexicon import alternatives
from voice.tools.booking.words.phrases import Phrases

ENGLISH_PHRASES = Phrases(
    markers="the|i|i'm|i'd|my|you|your|is|are|it|to|for|please|yes|no|an?|and|on|at|what|how"
    "|appointment|tomorrow|today|can|could|would|want|need|book|actually|never|mind|thanks|next"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|one|first|last|ok|o'clock",
    yes="yes+|ye+|yep+|yea+h*|yup+|y|ya+|sure|ok+|okay|okey|k|correct|right|exactly|perfect"
    "|great|fine"
    "|good|sounds (?:good|great|fine|perfect|right)|looks (?:good|great|fine|right|correct)"
    "|(?:that|it|this)(?:'s| is| looks| sounds| was)(?: all| now)? (?:right|correct|perfect"
    "|great|fine"
    "|good|better|it|ok|okay|lovely|wonderful|everything)"
    "|(?:all|everything|everything's|everything is|now it's|now it is|now that's|it's now)"
    " (?:good|right|correct|fine|set|perfect|well|ok|okay)|go (?:ahead|for it)|please do|do it"
    "|do that"
    "|let's do (?:it|that)|book (?:it|that)|please (?:book|go ahead|confirm)|i confirm|confirm"
    "|confirmed"
    "|absolutely|definitely|indeed|of course|certainly|works for me|that works|that will do"
    "|that'll do"
    "|that suits me|why not|all right|alright|lovely|excellent|wonderful|brilliant|happy with that"
    "|fine by me|agreed|deal",
    no="no|nope|nah|not quite|not really|wrong|incorrect|that's wrong|that's not right|n",
    stop="never ?mind|nevermind|forget (?:it|about it|that)|stop(?! by)|quit|abort|cancel"
    "(?! (?:my|the|our) appointment)|no thanks|no thank you|leave it|drop it|i changed my mind"
    "|i've changed my mind|not interested|don't bother|i don't want (?:it|an appointment) any"
    " ?more",
    doubt="spel\\w+|typo|mistake|change|move|another|but|not|n't|wait|hold on|except|unless"
    "|actually|instead|unsure|maybe|perhaps|hmm+"
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
    "|schedule|put|pencil|sign|slot|note) (?:me|us)|chance (?:to|of)|(?:i'd|i would|we'd)"
    " (?:like|love|prefer)"
    " to come|(?:like|love|want|need|hoping|hope|prefer) to (?:come|pop|drop)",
    openings="anything|something|any (?:\\w+ )?(?:openings?|slots?|times?|appointments?"
    "|availability)"
    "|openings?|availability|(?:are|are you|you're) (?:free|available)|free (?:slots?|times?)"
    "|appointments?"
    "|what times|which times|you have (?:any )?time",
    openly="when (?:can|could|may) (?:i|we) (?:come|get|book|see|visit|make|have|stop|drop)"
    "|when (?:are you|do you have|would you be) (?:free|available|time)|what times (?:do you"
    " have|are)"
    "|(?:what|when)(?:'s| is| would be) (?:the|your) (?:next|first|earliest|soonest)",
    mere="come|u|pls|plz|is|are|would|be|still|free|available|possible|okay|ok|there|work|works"
    "|can|i|we"
    "|you|do"
    "|does"
    "|could|may"
    "|how|what|about|please|for|me|any|chance|left|good|get|have|got|possibly|maybe|hi|hello|at|on",
    mere_then="say|just|around|or|either|then|perhaps|suits?|like|come|week|ideally|preferably"
    "|early"
    "|later|so|and|as|time|some|again|hey|there|some ?time|that|this|but|thanks|might|take|it|in",
    about="questions? about|don't need|do not need|need no|no appointment|without an? appointment"
    "|already have|do i need|if i need|whether i need|my last (?:appointment|visit)",
    not_booking="what (?:is|are|does|do|about|if|happens|kind)|what's (?!the (?:earliest|next|first"
    "|soonest))|how|where|why|who|whom|do i (?:need|have)|do we (?:need|have)|must i|should i"
    "|need i|is (?:an|it(?! (?:possible|ok|okay|alright|all right|still))|there (?!any|some|an?"
    " (?:slot|opening|appointment|free)|time|still))"
    "|are (?:appointments?|you open|there (?!any|some|still|free))|do you (?:take|accept|offer"
    "|do|charge|require|open|close)|can i (?:cancel|bring|pay|change(?! (?:it|that|this|the"
    " (?:time|day|date)|my (?:app|book))))|i (?:had|missed|already have"
    "|have already)|don't (?:need|want)|do not (?:need|want)|did i|was my|when (?:do|is|are|does)"
    " (?!you free|you available|the (?:next|first|earliest))|tell me about|if i|not (?:book|need)",
    move="move|reschedule|re-schedule|postpone|change|shift|push|bring (?:it )?forward|switch"
    "|swap|another time for"
    "|different time for",
    cancel="cancel|call (?:it |that |the \\w+ )?off|delete|take me off|remove me|scrap (?:it"
    "|that|my)",
    cannot="(?:can't|cannot|can not|won't|will not|couldn't) (?:make|come|do|attend|be there|be"
    " able)"
    "|unable to|not (?:be )?able to|doesn't work|does not work|too ill|i'm ill",
    another="an? (?:\\w+ )?(?:appointment|booking|slot|check-?up)|another (?:appointment|one"
    "|booking)|second (?:appointment|one)|also (?:need|want"
    "|like|book)"
    "|one more|as well|too|for my|additional",
    more_of="another|one more|a second|a further",
    own="(?:my|the|our|that|this) (?:\\w+ )?(?:appointment|booking|slot|visit|session"
    "|consultation)",
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
    earlier_one="(?:the )?(?:earlier|earliest|sooner) (?:one|option|slot|time)|the (?:earlier"
    "|earliest|sooner)",
    earliest="(?:the )?(?:earliest|soonest)(?: one| of (?:these|those)| slot| time)?",
    other="(?:the )?other(?: one| option| slot| time)|the other",
    that="that one|that|this one|it|that's fine|that time|i'll take (?:it|that)|take it",
    later="later",
    earlier="earlier|sooner",
    more="anything else|something else|other (?:times|options|days|slots)|more (?:times|options)"
    "|what else|another (?:time|day|option|slot)|different (?:time|day)",
    none="none(?: of (?:these|those|them))?|neither|don't work|doesn't work|can't do (?:any|those"
    "|these)|not possible",
    name="(?:and )?(?:my (?:full )?name(?:'s| is| would be)(?: actually| spelled|"
    " written)?|name(?:'s| is|:)|the name(?:'s| is)"
    "|call me|i'm called|i am called|i go by|under the name|in the name of)",
    weak_name="i'm|i am|it's|it is|this is|that's|im|for",
    not_names="called|rather|than|instead|back|by|regards|kind|best|it's|that's|i'm|i've"
    "|yes|yep|yeah|no|nope|ok|okay|sure|please|thanks|thank"
    "|you"
    "|the|one|that|this|what|why"
    "|how|where|when|who|is|are|was|free|busy|fine|good|great|perfect|right|correct|looking|not"
    "|at|on|in|for|to|and|or|but|it|its|my|me|i|we|am|pm|want|need|would|like|have|book|another"
    "|appointment|sick|ill|here|there|sorry|late|sorry|email|mail|phone|number|hello|hi|hey|can"
    "|could|do|does|don't|later|earlier|other|only|just|available|with|a|an|any|about|your|urgent"
    "|first|second|third|last|never|mind|stop|cancel|change|make|move|before|after|again|afraid"
    "|interested|new|getting|trying|going|able|unsure|maybe|someone|somebody"
    "|something|anything|nothing|different",
    day_before="the day before(?! \\w)|the previous day",
    day_after="the day after(?! \\w)|the (?:next|following) day",
    name_after="is my name|is the name|here|speaking",
    same_day="(?:on )?(?:that|the same|same) day",
    courtesy="alright then|ok then|fine then|thanks|thank you|thx|cheers|please|hi|hello|hey|so"
    "|well|cool|nice|oh|ah|um|uh|and",
    surname="(?:last|family) ?name(?:'s| is|:)|surname(?:'s| is|:)",
    spelled="spel(?:led|t|ling)|with(?:out)? (?:an? )?\\w\\b|double \\w\\b",
    same_time="same (?:time|hour)|at that (?:same )?time",
    shifts="instead|better|prefer|rather|change|make (?:it|that)|(?:could|can) (?:we|i"
    "|you)|wrong|different"
    "|another|i meant?|move|switch|spel(?:led|t)",
    hesitates="hold on|wait|not sure|maybe|perhaps|hmm+|i don't know|think about|let me"
    " (?:\\w+ )?(?:check|think|see|look|ask)|(?:i need to|i have to|i'll|have to|need to)"
    " (?:\\w+ )?(?:check|think|ask|look)|(?:one|a|just a) (?:sec|second|moment|minute)",
    proposes="what about|how about|how's|how is|what if|is|are|does|would|could|can|do you have",
    when_own="(?:when(?:'s| is| was)|what (?:time|day|date)(?:'s| is)|(?:on )?(?:what|which) day is"
    "|at what time is) (?:my|our)|(?:when|what time) do i have (?:my|an|the)"
    "|do i (?:already )?have an|(?:please )?remind me of my",
    may_cancel="(?:can|could|may) i (?:still |also )?cancel(?: IT)?|is it (?:still )?possible to"
    " cancel(?: IT)?",
    may_move="(?:can|could|may) i (?:still |also )?(?:move|reschedule|postpone|change)(?: IT)?"
    "|is it (?:still )?possible to (?:move|reschedule|postpone|change)(?: IT)?",
    it="it|that|this",
    some="my|an?|the|our",
    again="again|please|exactly|now|here|already|booked|coming up",
    asks_zone="(?:what|which|whose) (?:time ?)?zone|time ?zone (?:is|are) (?:that|this|it|these"
    "|those)|(?:is|are) (?:that|this|these|those|they)(?: all)? (?:in |on )?"
    "(?!good|right|best|next|free|enough|the|first|last)\\w+ time(?: ?zone)?",
    shorter="shorter|shortest|short|less",
    longer="longer|longest|long|more",
    whichever="whichever|whatever|either|any|(?:doesn't|does not) matter|don't (?:mind|care)"
    "|you choose",
    day_names=alternatives([*ENGLISH.weekdays, *ENGLISH.months, *ENGLISH.days]),
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
    zones="my time(?: zone)?|(?!(?:some|same|any|that|this|what|which|first|next|last|another"
    "|other|free|good"
    "|best|better|whole|full|the|a|of|in|no|more|each|every|one|right|long|short|spare|of|late"
    "|early"
    "|convenient|suitable|available|exact|opening|lunch|start|your|our|on|have|had|day|second"
    "|third)"
    "\\b)(?:new york|\\w+) time(?: zone)?|[ecmp][sd]t|gmt|utc|bst|cet|cest|ist|aest",
)
