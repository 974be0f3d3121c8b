# ruff: noqa: INP001
"""Which PDF documents came with the month: invoices, bills, folios and e-tickets."""

from __future__ import annotations

from documents import Document

PAPERS: dict[str, Document] = {
    "cloud-hosting-services-invoice.pdf": Document(
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
    "channel-airways-e-ticket.pdf": Document(
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
    "mobile-network-business-bill.pdf": Document(
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
    "messe-stand-services-invoice.pdf": Document(
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
            "Steuerschuldnerschaft des Leistungsempfängers (reverse charge).",
            "Delivery note LS-26-10417 is part of this invoice.",
        ),
    ),
    "business-laptops-direct-invoice.pdf": Document(
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
    "hotel-am-messeplatz-invoice.pdf": Document(
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
    "albert-square-hotel-invoice.pdf": Document(
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
    "open-workshop-conferences-invoice.pdf": Document(
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
    "transatlantic-air-e-ticket.pdf": Document(
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
    "midtown-plaza-hotel-folio.pdf": Document(
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
}
