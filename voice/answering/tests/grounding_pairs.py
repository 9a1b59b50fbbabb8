"""Sentences that a model could write about a passage, and whether the passage supports them.

Made up for measuring: the comment beside each group says what is wrong with its sentences.
"""

from __future__ import annotations

SHOP = (
    "Returns",
    "Goods can be returned within 45 days of delivery. Keep the original packaging and the receipt."
    " Refunds reach your account within 5 to 7 working days. Sale items cannot be returned."
    " Delivery within Austria costs EUR 4.90 and is free from EUR 60. Parcels take two to three"
    " days. Questions about returns: returns@shop.example or +43 1 234 56 78.",
)
MUSEUM = (
    "Visiting the museum",
    "The museum is open Tuesday to Sunday from 10 am to 6 pm, on Thursdays until 9 pm. It is closed"
    " on Mondays and on 25 December. Adults pay 14 euros, students 9 euros; children under 6 enter"
    " free. Dogs are not allowed except guide dogs. Guided tours start daily at 11:30 and last 90"
    " minutes. The cloakroom is free of charge. Photography without flash is permitted.",
)
HOTEL = (
    "House rules",
    "Check-in is from 3 p.m., check-out until 11 a.m. A late check-out until 2 p.m. costs $25."
    " Breakfast is served from 7 to 10:30 in the garden room on the ground floor and costs $18 a"
    " person. The pool is closed from November to March. Pets are welcome for $15 a night."
    " Parking in the garage is $12 a day; spaces cannot be reserved. The Wi-Fi is free.",
)
CLINIC = (
    "Appointments",
    "Dr. Maria Novak sees patients on Mondays and Wednesdays. Please cancel at least 24 hours"
    " before; otherwise we charge a fee of 30 euros. Bring your insurance card and a list of your"
    " medicines. Vaccinations are given by the nurse without an appointment. Parents must"
    " accompany children under 14. The practice is on the second floor; there is a lift.",
)
GYM = (
    "Membership",
    "The basic plan costs 29.90 a month and includes the weights area and all courses before 4 pm."
    " The premium plan costs 49.90 a month and includes the sauna and every course. The minimum"
    " term is 12 months; it can be cancelled with one month's notice, in writing. Membership can be"
    " paused for up to 3 months a year because of illness. Trial training is free once.",
)
SOFTWARE = (
    "Help > Accounts",
    "To reset your password choose Forgot password on the sign-in page. The link in the e-mail is"
    " valid for 60 minutes. Backups are made every night and kept for 30 days in Frankfurt."
    " The free plan holds 3 projects and 500 MB; the Team plan holds 50 projects and 100 GB."
    " Single sign-on is part of the Enterprise plan only. Exports are CSV files.",
)

SUPPORTED = [
    (SHOP, "You have 45 days after delivery to return goods."),
    (SHOP, "You can send items back within 45 days of receiving them."),
    (SHOP, "Please keep the receipt and the original packaging."),
    (SHOP, "Your refund should arrive within 5 to 7 working days."),
    (SHOP, "Sale items can't be returned."),
    (SHOP, "Unfortunately, items on sale are excluded from returns."),
    (SHOP, "Shipping within Austria is €4.90, and it is free for orders from €60."),
    (SHOP, "Delivery takes 2 to 3 days."),
    (SHOP, "You can write to returns@shop.example or call +43 1 2345678."),
    (MUSEUM, "The museum is open from Tuesday to Sunday, 10:00 to 18:00."),
    (MUSEUM, "On Thursdays we stay open until 21:00."),
    (MUSEUM, "We are closed on Mondays."),
    (MUSEUM, "The museum does not open on Mondays or on December 25."),
    (MUSEUM, "An adult ticket costs €14 and a student ticket €9."),
    (MUSEUM, "Children under six do not pay."),
    (MUSEUM, "Sorry, only guide dogs are allowed in the museum."),
    (MUSEUM, "There is a guided tour every day at 11:30 am that lasts an hour and a half."),
    (MUSEUM, "You may take photographs, but please do not use a flash."),
    (MUSEUM, "Using the cloakroom costs nothing."),
    (HOTEL, "You can check in from 15:00 and check out until 11:00."),
    (HOTEL, "For 25 dollars you can stay until 2 pm."),
    (HOTEL, "Breakfast is from 7:00 to 10:30 and costs $18 per person."),
    (HOTEL, "Breakfast is served in the garden room downstairs on the ground floor."),
    (HOTEL, "The pool is closed between November and March."),
    (HOTEL, "Yes, you can bring your pet for $15 per night."),
    (HOTEL, "Parking spaces can't be booked in advance."),
    (HOTEL, "Wi-Fi is included free of charge."),
    (CLINIC, "Dr. Novak has consultations on Mondays and Wednesdays."),
    (CLINIC, "Please let us know at least 24 hours in advance if you have to cancel."),
    (CLINIC, "If you cancel later than that, there is a fee of €30."),
    (CLINIC, "Remember to bring your insurance card and a list of the medicines you take."),
    (CLINIC, "You do not need an appointment for a vaccination."),
    (CLINIC, "Children younger than 14 need to come with a parent."),
    (CLINIC, "We are on the second floor, and you can take the lift."),
    (GYM, "The basic plan is 29.90 per month."),
    (GYM, "With the premium plan you can use the sauna and all courses for 49.90 a month."),
    (GYM, "You have to stay for at least 12 months."),
    (GYM, "You can cancel in writing with a notice of one month."),
    (GYM, "If you are ill, you can pause your membership for up to three months each year."),
    (GYM, "Your first trial training is free."),
    (SOFTWARE, "Click Forgot password on the sign-in page to reset your password."),
    (SOFTWARE, "The link expires after 60 minutes."),
    (SOFTWARE, "We back up your data every night and keep it for 30 days in Frankfurt."),
    (SOFTWARE, "The Team plan includes 50 projects and 100 GB of storage."),
    (SOFTWARE, "Single sign-on is only available in the Enterprise plan."),
    (SOFTWARE, "You can export your data as CSV."),
]

UNSUPPORTED = [
    # another number, time, day, currency, name or address
    (SHOP, "You have 30 days after delivery to return goods."),
    (SHOP, "Refunds take 5 to 7 weeks."),
    (SHOP, "Delivery within Austria costs USD 4.90."),
    (SHOP, "Please write to support@shop.example."),
    (MUSEUM, "The museum is open from 9 am to 6 pm."),
    (MUSEUM, "On Fridays we stay open until 9 pm, and on Mondays too until 8 pm."),
    (MUSEUM, "The museum is closed on 24 December."),
    (HOTEL, "Breakfast costs €18 a person."),
    (HOTEL, "The pool is closed from October to March."),
    (CLINIC, "Dr. Peter Huber sees patients on Mondays."),
    (CLINIC, "You can cancel up to 12 hours before."),
    (GYM, "You can pause your membership for up to 3 weeks."),
    (SOFTWARE, "Backups are kept for 30 days in Dublin."),
    (SOFTWARE, "The free plan holds 5 projects."),
    # a fact of something else nearby
    (SHOP, "Refunds reach your account within 45 days."),
    (SHOP, "Delivery is free from EUR 4.90."),
    (MUSEUM, "Students pay 14 euros."),
    (MUSEUM, "Guided tours start at 6 pm."),
    (HOTEL, "A late check-out costs $12."),
    (HOTEL, "Pets cost $18 a night."),
    (GYM, "The basic plan costs 49.90 a month."),
    (GYM, "The minimum term is 3 months."),
    (SOFTWARE, "The link is valid for 30 days."),
    (SOFTWARE, "The free plan holds 50 projects."),
    # the opposite
    (SHOP, "Sale items can be returned."),
    (MUSEUM, "Dogs are allowed in the museum."),
    (MUSEUM, "The museum is open on Mondays."),
    (MUSEUM, "Photography is not permitted."),
    (HOTEL, "Parking spaces can be reserved."),
    (HOTEL, "Pets are not welcome."),
    (CLINIC, "You need an appointment for a vaccination."),
    (CLINIC, "There is no lift."),
    (GYM, "The minimum term cannot be cancelled."),
    # made up, in the passage's own field
    (SHOP, "We also offer gift wrapping and express courier delivery."),
    (SHOP, "Opened cosmetics and underwear are refunded as store credit."),
    (MUSEUM, "The museum has a large restaurant with a terrace overlooking the river."),
    (MUSEUM, "Audio guides are available in several languages at the ticket desk."),
    (HOTEL, "The hotel has a gym and a spa with a Finnish sauna."),
    (HOTEL, "A shuttle bus takes guests to the airport."),
    (CLINIC, "We treat skin diseases with laser therapy."),
    (CLINIC, "You can pay by credit card or bank transfer."),
    (GYM, "Every member gets a personal trainer and a nutrition plan."),
    (GYM, "Towels and drinks are included in the premium plan."),
    (SOFTWARE, "Your files are encrypted with your own keys."),
    (SOFTWARE, "You can also sign in with your Google account."),
    (SOFTWARE, "Our support team answers by phone around the clock."),
]

# Written after the thresholds were set, and never used to set one.
LIBRARY = (
    "Using the city library",
    "A library card is free for residents and costs 20 euros a year for everybody else. Books can"
    " be borrowed for four weeks, films for one week. You may renew a loan twice unless somebody"
    " has reserved the item. Late items cost 0.50 euros a day each. The reading room is open on"
    " weekdays from 8:30 to 20:00 and on Saturdays until 16:00. Group rooms have to be booked"
    " online. Eating is only allowed in the café. Printing costs 10 cents a page.",
)
BIKES = (
    "Bike rental",
    "City bike: 15 USD a day. E-bike: 35 USD a day. Helmets are included. A deposit of 100 USD is"
    " taken from your card and released within three days after the bike is back. You must be at"
    " least 18 years old or come with an adult. Bikes cannot be taken out of the county. If it"
    " rains we refund half of the price. Tours with Marco start at 9 am at the old harbour.",
)

HELD_OUT_SUPPORTED = [
    (LIBRARY, "Residents get their library card for free."),
    (LIBRARY, "If you do not live here, the card is €20 per year."),
    (LIBRARY, "You can keep books for 28 days and films for 7 days."),
    (LIBRARY, "Loans can be renewed two times."),
    (LIBRARY, "You cannot renew an item that someone else has reserved."),
    (LIBRARY, "For each late item you pay 0.50 euros per day."),
    (LIBRARY, "On Saturdays the reading room closes at 4 pm."),
    (LIBRARY, "The reading room opens at 8:30 am from Monday to Friday."),
    (LIBRARY, "Please book a group room online."),
    (LIBRARY, "You can only eat in the café."),
    (LIBRARY, "A printed page costs 10 cents."),
    (BIKES, "A city bike is $15 per day."),
    (BIKES, "E-bikes cost 35 dollars a day, helmet included."),
    (BIKES, "We take a deposit of $100 from your card."),
    (BIKES, "You get the deposit back within 3 days of returning the bike."),
    (BIKES, "Children under 18 can ride along with an adult."),
    (BIKES, "It is not possible to take the bikes out of the county."),
    (BIKES, "In case of rain, half of the price is refunded."),
    (BIKES, "Marco's tours begin at 9:00 at the old harbour."),
    (BIKES, "There is no extra charge for helmets."),
]
HELD_OUT_UNSUPPORTED = [
    (LIBRARY, "The card costs residents 20 euros a year."),
    (LIBRARY, "Books can be borrowed for one week."),
    (LIBRARY, "You may renew a loan three times."),
    (LIBRARY, "Late items cost 10 cents a day."),
    (LIBRARY, "The reading room is open on Sundays from 8:30."),
    (LIBRARY, "On Saturdays the reading room is open until 20:00."),
    (LIBRARY, "Group rooms do not have to be booked."),
    (LIBRARY, "Eating is allowed in the reading room."),
    (LIBRARY, "The library lends laptops and board games."),
    (LIBRARY, "Printing costs 10 euros a page."),
    (LIBRARY, "Ask for Mr Jenkins at the front desk."),
    (BIKES, "An e-bike costs 15 USD a day."),
    (BIKES, "The deposit is 35 USD."),
    (BIKES, "The deposit is released within three weeks."),
    (BIKES, "Helmets are not included."),
    (BIKES, "You must be at least 16 years old."),
    (BIKES, "Bikes can be taken out of the county."),
    (BIKES, "Tours start at 10 am."),
    (BIKES, "If it rains we refund the whole price and buy you lunch."),
    (BIKES, "We also rent kayaks and surfboards on the beach."),
]
