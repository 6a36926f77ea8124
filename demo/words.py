"""Words that the invented network is written with."""

GIVEN = {
    "da": ["Asta", "Mikkel", "Sofie", "Rune", "Freja", "Kasper", "Ingrid", "Jeppe", "Signe", "Anders", "Thyra", "Lasse", "Maja", "Esben", "Karla", "Villads"],
    "nl": ["Fenna", "Joris", "Sanne", "Wouter", "Lotte", "Bram", "Anouk", "Thijs", "Marijke", "Sjoerd", "Noor", "Ruben", "Hanneke", "Pieter", "Femke", "Daan"],
    "be": ["Elise", "Maarten", "Amélie", "Stijn", "Charlotte", "Bert", "Noémie", "Koen", "Liesbeth", "Thibault", "Hilde", "Gilles", "Veerle", "Luc"],
    "it": ["Chiara", "Matteo", "Giulia", "Lorenzo", "Alessia", "Davide", "Elena", "Riccardo", "Serena", "Nicola", "Beatrice", "Tommaso", "Ilaria"],
}
FAMILY = {
    "da": ["Vestmark", "Lindeskov", "Bækholt", "Tranekær", "Rosendam", "Kjærstrup", "Havlund", "Østerdal", "Krogsbæk", "Ellebjerg"],
    "nl": ["Terwoude", "Zilvermans", "Oudkerk", "Rietdijk", "Veenhoven", "Molendrift", "Duinker", "Hoogeweg", "Waterlander", "Vlasman"],
    "be": ["Vandelinde", "Haspelaer", "Delafontaine", "Moerbeke", "Claesvoort", "Brugmans", "Lenoirval", "Dewaterloo", "Peetershof"],
    "it": ["Valdorati", "Montechiaro", "Serrapiana", "Boscolungo", "Fontanive", "Roccaverde", "Portaluce", "Campodoro", "Belforti"],
}
VERBS = (
    "Add",
    "Fix",
    "Refactor",
    "Document",
    "Speed up",
    "Simplify",
    "Test",
    "Translate",
    "Remove",
    "Update",
)
THINGS = (
    "the opening hours form", "address lookup", "the print layout", "keyboard navigation", "the audit log",
    "date parsing for imports", "e-mail notifications", "the map legend", "role checks", "pagination of results",
    "the Danish texts", "the Dutch texts", "attachment upload", "the status page", "caching of lookups",
    "the case timeline", "error messages", "sign-in through the broker", "the nightly export", "contrast of buttons",
    "the archive connector", "payment receipts", "the search index", "deployment notes", "the data retention job",
)  # fmt: skip
COMPLAINTS = (
    "{} does not work on a phone", "{}: wrong order after saving", "Please make {} configurable",
    "{} is slow with 10,000 records", "Screen reader skips {}", "Question about {}", "Crash in {}",
    "Upgrade guide does not mention {}", "{} shows yesterday's data", "Translate {}",
)  # fmt: skip
LABELS = ("bug", "enhancement", "accessibility", "documentation", "good first issue", "question")
HOSTILE_TITLES = (
    "[/foo] closes what nobody opened",
    "\x1b]0;owned\x07 and \x1b[2J a cleared screen",
    "\u202egnp.exe\u202c reads backwards",
    "[@click=app.quit]press here[/]",
    "=HYPERLINK(\"http://example.invalid\",\"sum\")",
    "zero\u200bwidth\u2060and\x00nul",
    "<script>alert(1)</script> & <b>bold</b>",
    "\U000e0041tag\U000e007f and \ufff9annotation",
    "[bold red]not bold[/bold red]",
    "line\nbreak\tand\u2028separator",
)  # fmt: skip
