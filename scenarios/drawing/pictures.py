# ruff: noqa: INP001, TC002
"""Which pictures came with the month: photographs of till receipts, slips, tickets and rides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import slips
from ledger import Entry
from slips import Slip

PHOTOGRAPHS: dict[str, Slip] = {
    "market-hall-sandwiches.jpg": Slip(
        ("Market Hall, Unit 12", "London EC1", "VAT GB 999 9999 73"),
        [
            ("2 Egg mayo baguette", "9.00"),
            ("1 Chicken salad bowl", "6.75"),
            ("1 Fruit box", "5.75"),
            ("3 Latte           *", "10.50"),
            ("1 Hot chocolate   *", "3.90"),
        ],
        (
            "CARD  **** 4260",
            "* VAT 20%: net 12.00 VAT 2.40",
            "no mark: zero-rated",
            "",
            "Eat well. See you soon.",
        ),
        turn=-2.2,
    ),
    "fuel-stop-motorway-services.jpg": Slip(
        ("Services northbound, exit 12", "VAT GB 999 9999 73", "Pump 6"),
        [("Unleaded 41.40 l at 1.480", "61.27")],
        ("CARD  **** 4260", "VAT 20%: net 51.06", "VAT 10.21", "", "Drive safely."),
        table=(64, 66, 70),
        turn=3.1,
    ),
    "gasthaus-zum-tor.jpg": Slip(
        ("Torstr. 88, 10119 Berlin", "Tisch 14   2 Personen"),
        [
            ("2 Schnitzel Wiener Art", "35.80"),
            ("1 Gurkensalat", "5.20"),
            ("2 Apfelschorle 0,4", "9.00"),
            ("2 Espresso", "8.40"),
        ],
        ("EC / VISA  **** 4260", "MwSt. 19% = 9.32", "St.-Nr. 99/999/99999", "", "Vielen Dank!"),
        table=(112, 84, 52),
        turn=1.4,
    ),
    "albert-square-brasserie.jpg": Slip(
        ("4 Albert Square, Manchester", "VAT GB 999 9999 73", "Table 9   3 covers"),
        [
            ("3 Soup of the day", "25.50"),
            ("2 Haddock, peas", "39.00"),
            ("1 Mushroom risotto", "17.60"),
            ("1 Sparkling water 1l", "6.50"),
            ("3 Cheese plate", "27.00"),
            ("3 Coffee", "9.50"),
            ("Service at choice", "15.00"),
        ],
        ("Food incl. VAT 20%: 20.85", "Service without VAT", "", "Thank you, come again."),
        table=(58, 48, 44),
        turn=-1.2,
    ),
    "union-square-diner.jpg": Slip(
        ("Broadway at 16th St", "New York, NY 10003", "Server 07  Table 22  Guests 2"),
        [
            ("1 Club sandwich", "16.95"),
            ("1 Cobb salad", "15.95"),
            ("2 Iced tea", "8.00"),
            ("1 Cheesecake", "9.03"),
            ("Sales tax 8.875%", "4.43"),
            ("Tip", "10.00"),
        ],
        ("VISA  **** 4260", "Approved 26104", "", "Have a great night!"),
        table=(120, 104, 86),
        turn=2.6,
    ),
}

PICTURES: dict[str, Callable[[Path, Entry], None]] = {
    "messe-stand-services-delivery-note.png": partial(
        slips.delivery_note,
        rows=(
            ("Wall elements, white, 1 m", "12"),
            ("Counter with lettering", "1"),
            ("Carpet, grey, 12 sqm", "1"),
            ("Spotlights", "6"),
            ("Power connection 3 kW", "1"),
        ),
    ),
    "taxi-berlin-mitte.png": partial(
        slips.ride,
        colour="#c58f00",
        stops=("Messeplatz 3", "Flughafen BER, Terminal 1"),
        items=[("Fare, 27.4 km", "42.10"), ("Airport charge", "1.50"), ("Tip", "4.40")],
    ),
    "intercity-rail-ticket.png": partial(
        slips.rail_ticket,
        stations=("London Euston", "Manchester Picc."),
        kind="ANYTIME RETURN",
    ),
    "albert-square-brasserie-card-slip.png": partial(
        slips.card_slip,
        lines=(
            "VISA CONTACTLESS|",
            "AID|A0000000031010",
            "CARD|**** 4260",
            "AUTH CODE|261008",
            "SALE INCL. GRATUITY|",
        ),
    ),
    "yellow-cab-nyc.png": partial(
        slips.ride,
        colour="#d49b00",
        stops=("JFK, Terminal 7", "Avenue and 38th Street"),
        items=[("Flat fare", "70.00"), ("Tolls, surcharges", "9.34"), ("Tip", "15.00")],
    ),
}
