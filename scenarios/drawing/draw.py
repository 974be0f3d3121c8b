# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11", "reportlab>=4"]
# ///
"""Which receipt looks like what? Draws the demo's receipts anew, from the expenses' file.

Needed only after `expenses.csv` has changed: the drawn files ship with the package.
Pillow, reportlab and Debian's fonts-liberation and fonts-dejavu-core are no dependencies of
the project; run this as `python scenarios/drawing/draw.py` where they are installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import documents
import slips
from documents import Document
from ledger import DATA, Entry, entries
from slips import Slip

Drawing = Callable[[Path, Entry], None]
NO_GERMAN_VAT = "Reverse charge: the recipient accounts for the tax."


def _pdf(**parts: object) -> Drawing:
    return partial(_draw_document, Document(**parts))


def _draw_document(document: Document, path: Path, entry: Entry) -> None:
    documents.draw(path, entry, document)


def _photo(*parts: object, **more: object) -> Drawing:
    return partial(_draw_slip, Slip(*parts, **more))


def _draw_slip(slip: Slip, path: Path, entry: Entry) -> None:
    slips.photograph(path, entry, slip)


RECEIPTS: dict[str, Drawing] = {
    "cloud-hosting-services-invoice.pdf": _pdf(
        title="Invoice",
        number="INV-2026-0918841",
        colour="#2457c5",
        tax_word="VAT (reverse charge)",
        seller=("Cloud Hosting Services", "500 Data Center Way", "Seattle, WA", "United States"),
        facts=(("Account", "example-studio"), ("Period", "October 2026"), ("Due", "paid by card")),
        items=[
            ("Compute, 6 instances, 744 hours", "742.20"),
            ("Managed database, 2 nodes", "318.00"),
            ("Object storage, 1,840 GB", "42.32"),
            ("Load balancer and traffic, 910 GB", "92.08"),
            ("Support plan, business", "90.00"),
        ],
        foot=(
            "Supplied to a business in the United Kingdom: the customer accounts for the tax.",
            "Questions about this invoice: open a ticket in the console.",
        ),
    ),
    "channel-airways-e-ticket.pdf": _pdf(
        title="E-ticket",
        number="Booking 7QK2MD",
        colour="#0d6e8a",
        tax_word="VAT, zero-rated",
        seller=("Channel Airways", "Terminal 5, Airport Road", "Hounslow TW6", "United Kingdom"),
        facts=(("Cabin", "Economy"), ("Passengers", "1 adult"), ("Ticket", "774 2600117342")),
        trip=(
            ("LHR", "BER", "Mon 5 Oct   08:45 - 11:35", "CL 982   Seat 14C"),
            ("BER", "LHR", "Fri 9 Oct   12:25 - 13:20", "CL 985   Seat 11A"),
        ),
        items=[
            ("Fare, London Heathrow - Berlin return", "251.00"),
            ("Taxes and airport charges", "67.46"),
            ("Hold bag, 23 kg, both ways", "42.00"),
        ],
        foot=(
            "Bag drop closes 45 minutes before departure. Carry this document and a passport.",
            "International passenger transport is zero-rated for VAT.",
        ),
    ),
    "mobile-network-business-bill.pdf": _pdf(
        title="Bill",
        number="Bill 26-10-558203",
        colour="#8a1c7c",
        tax_word="VAT at 20%",
        seller=("Mobile Network Business", "2 Mast Lane", "Reading RG1 1AA", "VAT GB 999 9999 73"),
        facts=(("Account", "7004 118 220"), ("Period", "5 Oct - 4 Nov"), ("SIMs", "10")),
        items=[
            ("Sales, 4 SIMs, unlimited minutes, 60 GB each", "96.00"),
            ("Engineering, 3 SIMs", "72.00"),
            ("Operations, 2 SIMs", "48.00"),
            ("Marketing, 1 SIM", "24.00"),
        ],
        foot=(
            "Amounts include VAT at 20%. Calls to numbers outside the plan in this period: none.",
            "Paid by company card; nothing is due.",
        ),
    ),
    "messe-stand-services-invoice.pdf": _pdf(
        title="Rechnung / Invoice",
        number="RE-26-20931",
        colour="#123c69",
        tax_word="VAT (reverse charge)",
        seller=(
            "Messe Stand Services GmbH",
            "Hallenweg 22",
            "14055 Berlin",
            "USt-IdNr. DE999999999",
        ),
        facts=(("Event", "Software Tage 2026"), ("Stand", "Hall 4 / 117"), ("Area", "12 sqm")),
        items=[
            ("Stand building, 12 sqm, walls and counter", "1980.00"),
            ("Carpet, lighting, lettering", "500.00"),
            ("Power connection 3 kW", "190.00"),
            ("Network connection 100 Mbit/s", "120.00"),
        ],
        foot=(
            "Steuerschuldnerschaft des Leistungsempfaengers. " + NO_GERMAN_VAT,
            "Delivery note LS-26-10417 is part of this invoice.",
        ),
    ),
    "business-laptops-direct-invoice.pdf": _pdf(
        title="Invoice",
        number="BLD-118204",
        colour="#30475e",
        tax_word="VAT at 20%",
        seller=(
            "Business Laptops Direct",
            "Unit 7, Harbour Trade Park",
            "Southampton SO14",
            "VAT GB 999 9999 73",
        ),
        facts=(("Order", "W-660173"), ("Delivery", "next working day"), ("Warranty", "3 years")),
        items=[
            ("Laptop 14 inch, 32 GB, 1 TB, serial BL14-26-0091873", "1438.80"),
            ("Protection plan, 3 years", "60.00"),
        ],
        foot=(
            "Amounts include VAT at 20%. Returns within 30 days in the original box.",
            "Registered in England and Wales.",
        ),
    ),
    "hotel-am-messeplatz-invoice.pdf": _pdf(
        title="Rechnung / Invoice",
        number="Folio 40882",
        colour="#7a5230",
        tax_word="",
        seller=("Hotel am Messeplatz", "Messeplatz 3", "14055 Berlin", "USt-IdNr. DE999999999"),
        facts=(
            ("Room", "412"),
            ("Arrival", "5 Oct 2026"),
            ("Departure", "9 Oct 2026"),
            ("Guests", "1"),
        ),
        items=[
            ("05/10 - 09/10  Room, 4 nights at 139.00", "556.00"),
            ("05/10 - 09/10  Breakfast, 4 at 17.00", "68.00"),
            ("City tax", "41.70"),
        ],
        foot=(
            "With 7% MwSt. on 556.00 = 36.37, 19% on 68.00 = 10.86; city tax without MwSt.",
            "We look forward to your next stay in Berlin.",
        ),
    ),
    "albert-square-hotel-invoice.pdf": _pdf(
        title="Tax invoice",
        number="ASH-26-07714",
        colour="#3c5a40",
        tax_word="VAT at 20%",
        seller=("Albert Square Hotel", "1 Albert Square", "Manchester M2", "VAT GB 999 9999 73"),
        facts=(("Room", "308"), ("Arrival", "8 Oct 2026"), ("Departure", "9 Oct 2026")),
        items=[
            ("08/10  Room and service", "114.00"),
            ("09/10  Full breakfast", "16.50"),
            ("08/10  Car park, overnight", "18.00"),
        ],
        foot=("Amounts include VAT at 20%.", "Thank you for staying with us."),
    ),
    "open-workshop-conferences-invoice.pdf": _pdf(
        title="Invoice",
        number="OWC26-3307",
        colour="#c0392b",
        tax_word="VAT (20% on ticket and tutorial)",
        seller=(
            "Open Workshop Conferences",
            "Exchange Buildings",
            "Leeds LS1",
            "VAT GB 999 9999 73",
        ),
        facts=(("Event", "12 - 14 Nov 2026"), ("Place", "Leeds"), ("Seats", "1")),
        items=[
            ("Conference ticket, two days", "594.00"),
            ("Tutorial day: testing what you integrate", "234.00"),
            ("Speakers' dinner, no VAT recoverable", "65.00"),
        ],
        foot=(
            "Tickets may be given to a colleague until 9 November.",
            "Recordings are included with every ticket.",
        ),
    ),
    "transatlantic-air-e-ticket.pdf": _pdf(
        title="E-ticket",
        number="Booking M4TRX9",
        colour="#1b2a6b",
        tax_word="VAT, zero-rated",
        seller=("Transatlantic Air", "Ocean House, Airport Way", "Crawley RH6", "United Kingdom"),
        facts=(
            ("Cabin", "Premium economy"),
            ("Passengers", "2 adults"),
            ("Tickets", "881 2600440117-18"),
        ),
        trip=(
            ("LHR", "JFK", "Mon 19 Oct   10:30 - 13:25", "TA 117   Seats 22A 22B"),
            ("JFK", "LHR", "Fri 23 Oct   19:40 - 07:50 (+1)", "TA 112   Seats 24D 24E"),
        ),
        items=[
            ("Fare, London - New York return, 2 at 478.00", "956.00"),
            ("Taxes and airport charges, 2 at 215.11", "430.22"),
        ],
        foot=(
            "Hold bags: two of 23 kg included. The United States ask for a travel authorisation.",
            "International passenger transport is zero-rated for VAT.",
        ),
    ),
    "midtown-plaza-hotel-folio.pdf": _pdf(
        title="Guest folio",
        number="Folio 2610-77120",
        colour="#5b3a6e",
        tax_word="",
        seller=(
            "Midtown Plaza Hotel",
            "Avenue and 38th Street",
            "New York, NY 10018",
            "United States",
        ),
        facts=(
            ("Room", "1907"),
            ("Arrival", "19 Oct 2026"),
            ("Departure", "23 Oct 2026"),
            ("Guests", "2"),
        ),
        items=[
            ("Oct 19 - 22  Room, 4 nights at 299.00", "1196.00"),
            ("State and city sales tax 8.875%", "106.15"),
            ("City occupancy tax 5.875%", "70.26"),
            ("Oct 20 - 23  Breakfast buffet, 4 at 16.00", "64.00"),
        ],
        foot=(
            "Charged to company card **** 4260 at check-out.",
            "Thank you for choosing us for your stay in New York.",
        ),
    ),
    "market-hall-sandwiches.jpg": _photo(
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
    "fuel-stop-motorway-services.jpg": _photo(
        ("Services northbound, exit 12", "VAT GB 999 9999 73", "Pump 6"),
        [("Unleaded 41.40 l at 1.480", "61.27")],
        ("CARD  **** 4260", "VAT 20%: net 51.06", "VAT 10.21", "", "Drive safely."),
        table=(64, 66, 70),
        turn=3.1,
    ),
    "gasthaus-zum-tor.jpg": _photo(
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
    "albert-square-brasserie.jpg": _photo(
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
    "union-square-diner.jpg": _photo(
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


def main() -> None:
    """Draw every receipt that the expenses' file names, and refuse a name without a drawing."""
    wanted = entries()
    if set(wanted) != set(RECEIPTS):
        raise SystemExit(f"Drawings and expenses differ: {sorted(set(wanted) ^ set(RECEIPTS))}")
    for name, drawing in RECEIPTS.items():
        path = DATA / "receipts" / name
        drawing(path, wanted[name])
        sys.stdout.write(f"{path.stat().st_size:>7,} bytes  {name}\n")


if __name__ == "__main__":
    main()
