"""Words that customers and businesses use for the same thing. One line is one meaning.

Only true synonyms and spellings belong here, not related words ("breakfast", "dinner"): a match by
this table counts nearly as much as the word itself.
"""

from __future__ import annotations

from functools import cache, lru_cache

from voice.answering.words import stem

_MEANINGS = """
accommodation lodging housing
address location located
adviser advisor consultant
amend change modify alter
apartment flat
appointment booking reservation
area region district
assistance help support
atm cashpoint
author writer
autumn fall
baby infant toddler
bag bags baggage luggage suitcase backpack
bathroom toilet restroom wc lavatory loo
begin start commence
bicycle bike
bill invoice
buy purchase
cab taxi
cancel terminate cancellation termination
car automobile vehicle auto
catalogue catalog
cellphone mobile smartphone
center centre
cheap inexpensive
child children kid kids minor minors
cinema theater theatre
close closing shut closed
color colour dye
company firm business
complaint complain
computer pc laptop notebook
cost price fee charge rate fare tariff pricing prices
couch sofa settee
customer client
damaged broken defective faulty
deadline due
delivery deliver ship shipping shipment dispatch
deposit downpayment
disabled disability wheelchair accessible
discount reduction reduced cheaper rebate off
doctor physician gp dr
documents papers paperwork
elevator lift
email e-mail mail
employee staff worker
end finish terminate
enrol enroll register registration enrolment enrollment sign-up signup join joining
entrance admission entry
ev electric
extend renew renewal prolong extension
favourite favorite
fibre fiber
film movie
fine penalty
fix repair mend
freeze pause suspend hold
fridge refrigerator
garbage rubbish trash waste refuse
gift present
gluten coeliac celiac
guarantee warranty
gym fitness
haircut cut
holiday vacation leave
house home
hr personnel
ill sick illness sickness unwell
immunisation immunization vaccination vaccine vaccinated vaccinate shot shots jab jabs
internet wifi wi-fi wlan
refund refunds refunded reimbursement
reserve book booking reservation
medication medicine medicines
error fault
cheque check
insurance insured cover coverage
instalment instalments installment installments
jewellery jewelry
kilogram kg kilo
kitten kittens cat
late delayed delay
lead leads led leader run runs manage manages managed manager head heads
lawyer attorney solicitor legal
leash lead
lend borrow loan lent
license licence
login sign-in log-in
lost lose
lunch midday
mail post
maximum max most limit
metre meter
minimum min least
month monthly
motorbike motorcycle
nursery childcare creche daycare
open opening opens hours
operation surgery
outage failure disruption
overdue late
owner proprietor
package parcel packages parcels
paediatrician pediatrician
parking park garage
password passcode
pay payment paid
pension retirement
pensioner pensioners senior seniors retiree
permitted allowed permit allow welcome forbidden prohibited
pet pets animal animals
phone telephone call hotline
photo photograph picture photos photography photographs
postpone reschedule move
pram stroller buggy pushchair
puppy puppies dog
receipt receipts
recycling recycle
remote home-office homeoffice
return returns refund
salary wage pay payday
seat seats seating
send ship mail
session lesson lessons class classes
sms text
snack food
spouse partner husband wife
student pupil
subscription plan membership contract
subway underground metro tube
swimming pool swim
teach teaches teacher trainer instructor taught teaching
ticket tickets admission
timetable schedule
tire tyre
transfer wire
trial try
tuition fee
tv television
veterinarian vet
visitor guest visitors guests
voucher vouchers gift-card
wardrobe closet
website site webpage homepage
weekend weekends
windscreen windshield
year annual yearly annually
"""


@cache
def meanings() -> dict[str, frozenset[str]]:
    """Map the stem of every word above to the names of its meanings."""
    table: dict[str, set[str]] = {}
    for line in _MEANINGS.split("\n"):
        for word in line.split():
            table.setdefault(stem(word), set()).add(f"={line.split()[0]}")
    return {word: frozenset(names) for word, names in table.items()}


@lru_cache(maxsize=4096)
def meant_by(stems: frozenset[str]) -> frozenset[str]:
    """The names of all meanings that these words can have."""
    table = meanings()
    return frozenset().union(*(table[one] for one in stems if one in table))
