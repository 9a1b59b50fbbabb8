"""English words of days and times."""

from __future__ import annotations

from voice.tools.booking.words.lexicon import Lexicon, feasts, parts, table

ENGLISH = Lexicon(
    weekdays=table("""
0: monday mon
1: tuesday tues tue
2: wednesday wed weds
3: thursday thurs thur thu
4: friday fri
5: saturday sat
6: sunday sun
"""),
    months=table("""
1: january jan
2: february feb
3: march mar
4: april apr
5: may
6: june jun
7: july jul
8: august aug
9: september sept sep
10: october oct
11: november nov
12: december dec
"""),
    days=table("""
0: today tonight this_morning this_afternoon this_evening
1: tomorrow tmr 2moro 2morrow tomoz tmrw tomorow tommorow tommorrow
2: the_day_after_tomorrow day_after_tomorrow overmorrow
"""),
    parts=parts("""
0-10: first_thing early_morning early_in_the_morning first_thing_in_the_morning
9-12: mid-morning mid_morning midmorning
10-12: late_morning late_in_the_morning
0-12: in_the_morning this_morning mornings morning forenoon before_lunch
11-14: lunchtime at_lunchtime lunch_time over_lunch at_lunch
12-15: early_afternoon early_in_the_afternoon
14-16: mid-afternoon mid_afternoon midafternoon
15-18: late_afternoon late_in_the_afternoon
12-18: in_the_afternoon this_afternoon afternoons afternoon arvo aft
13-24: after_lunch
17-20: early_evening early_in_the_evening
17-24: in_the_evening this_evening evenings evening tonight after_work at_night night
"""),
    numbers=table("""
1: one
2: two
3: three
4: four
5: five
6: six
7: seven
8: eight
9: nine
10: ten
11: eleven
12: twelve
15: fifteen
20: twenty
25: twenty-five twenty_five
30: thirty
40: forty
45: forty-five forty_five
50: fifty
60: sixty
90: ninety
"""),
    ordinals=table("""
1: first
2: second
3: third
4: fourth
5: fifth
6: sixth
7: seventh
8: eighth
9: ninth
10: tenth
11: eleventh
12: twelfth
13: thirteenth
14: fourteenth
15: fifteenth
16: sixteenth
17: seventeenth
18: eighteenth
19: nineteenth
20: twentieth
21: twenty-first twenty_first
22: twenty-second twenty_second
23: twenty-third twenty_third
24: twenty-fourth twenty_fourth
25: twenty-fifth twenty_fifth
26: twenty-sixth twenty_sixth
27: twenty-seventh twenty_seventh
28: twenty-eighth twenty_eighth
29: twenty-ninth twenty_ninth
30: thirtieth
31: thirty-first thirty_first
"""),
    feasts=feasts("""
12-24: christmas_eve xmas_eve
12-24+3: christmas xmas
12-25: christmas_day xmas_day
12-26: boxing_day
12-27+4: between_the_years between_christmas_and_new_year between_christmas_and_new_year's
12-31: new_year's_eve new_years_eve
1-1: new_year's_day new_years_day new_year's new_years new_year
1-1+31: in_the_new_year early_in_the_new_year
2-14: valentine's_day valentines_day
"""),
    rewrites=(
        (
            r"\b(?:good|have an? (?:nice|good|great|lovely)|enjoy your) (?:morning|afternoon"
            r"|evening|night|day|weekend|week)\b(?! (?:for|to|on)\b)",
            " ",
        ),
        (r"\b(how|what) about\b", r"\1"),
        (r"\b(?:a )?fortnight\b", "two weeks"),
        (r"\b(week|month|weekend)'s\b", r"\1"),
        (
            r"\b(?:\w+|a few|a couple of) (?:year|month|week|day|hour|minute)s? ago\b",
            " ",
        ),
        (
            r"\b(?:last|past) (?:week|month|year|night|weekend"
            r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?! of)",
            " ",
        ),
        (r"(?<=[\dm]) at the (?:very )?earliest\b", " or later"),
        (r"\b(i|we|he|she|they|who|you|just|and|had|been) (?:sat|wed)\b", r"\1 was"),
        (
            r"\bsat (?=down|there|here|in (?:the|your|my|an?)|on (?:the|an?|my)|for|around"
            r"|waiting|through|next to|with)",
            "was ",
        ),
        (r"\bthe (?:sun|mon|wed)\b", " "),
        (r"\b(\d{1,2}(?::\d\d)?|noon|[a-z]{3,6})-?ish\b", r"around \1"),
    ),
    often="appointment appointments available availability o'clock booking cancel reschedule"
    " checkup check-up weekend",
    no_slips="frida fridas moaning mourning augusta auguste augusto sundry sundae appointed cancels"
    " montag samstag freitag dienstag mittwoch donnerstag sonntag",
    is_month_first=None,
    on="on|for",
    of="of",
    next="next|nxt|following",
    after_next="after next",
    this="this",
    coming="this coming|coming|upcoming",
    every="any|every|each",
    plural="s",
    day="days?",
    week="weeks?|wks?",
    month="months?",
    a="a|an",
    in_="in",
    from_now="from|on|after",
    weekend="weekends?",
    early="early in|early|(?:at )?(?:the )?(?:beginning|start) of|first half of",
    middle="mid|middle of|the middle of|mid-",
    late="(?:the )?last week of|late in|late|(?:at |by )?(?:the )?end of",
    rest="later|rest of|the rest of",
    or_="or",
    to="to|till|until|through|thru|-|–",
    between="between",
    and_="and",
    from_="from",
    after="after",
    before="before",
    until="until|till|up to|by|no later than",
    since="from|starting|since|any time from",
    onwards="onwards?|on(?!\\s+\\w)|or later|and later",
    except_="except(?: for)?|(?:can't|cannot|can not|couldn't)(?: do| make| come)?(?: it)?(?:"
    " on)?|but not|not on|not|other than|any day but",
    instead_of="not|instead of|rather than",
    fails="(?:really |just |actually |unfortunately )?(?:(?:doesn't|does not|won't|will not|don't"
    "|do not|isn't|is not|wouldn't|would not|didn't)(?: really| quite| actually)?"
    " (?:work|suit|fit|good|possible|do|convenient|go|great|ideal)|(?:is|'s|would be)"
    " (?:actually |really )?(?:no good|bad|out|not(?! an? (?:problem|issue))|impossible|too"
    "|difficult|tricky)|(?:actually )?(?:i|we) (?:can't|cannot|can not|couldn't)"
    "|i'm (?:away|busy|not|working)|is (?:already )?(?:full|taken|booked))",
    meant="i meant?|make (?:it|that)|i'd (?:rather|prefer)|or rather|no,? wait|wait|sorry|no"
    "|actually",
    few="a few|a couple of|a couple|some|several",
    calendar_week="calendar week|week number|week|cw|kw",
    week_after="(?:the )?week after|after(?: that| this)?(?=\\W*$)",
    week_of="week (?:of|commencing|starting|beginning|from)|w/c",
    day_suffix="st|nd|rd|th",
    at="at|@|by|for|to",
    not_before="not before|no earlier than|not earlier than|at the earliest",
    around="around|about|approximately|roughly|circa|ca\\.?|at about|at around",
    at_the_latest="at the (?:very )?latest|latest|or earlier|or before",
    half="half",
    half_past="half past",
    quarter="(?:a )?quarter",
    past="past|after",
    to_hour="to|before|til|till",
    oclock="o'? ?clock|oclock",
    am="a\\.?\\s?m\\b\\.?",
    pm="p\\.?\\s?m\\b\\.?",
    noon="noon|midday|12 noon",
    midnight="midnight",
    minute="minutes?|mins?",
    hour="hours?|hrs?",
    half_hour="half an hour|half hour|a half hour",
    hour_and_half="(?:an|one) hour and a half|(?:one|1) and a half hours",
    soonest="as soon as possible|asap|earliest|soonest|as early as possible|next available"
    "|first available|whenever (?:you can|is free)|right away",
)
