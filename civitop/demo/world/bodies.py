"""The invented bodies: municipalities of four tongues, a region, an agency, a secretariat, vendors."""

from civitop.demo.world.model import DemoOrganisation as Body

BODIES: dict[str, Body] = {
    "havnsted": Body(
        "XX-0101",
        "municipality",
        "Havnsted Kommune",
        "XX",
        ("havnsted.example",),
        ("havnsted-kommune",),
        "da",
    ),
    "lindevang": Body("XX-0102", "municipality", "Lindevang Kommune", "XX", ("lindevang.example",), (), "da"),
    "strandlokke": Body(
        "XX-0103", "municipality", "Strandløkke Kommune", "XX", ("strandlokke.example",), (), "da"
    ),
    "egemose": Body("XX-0104", "municipality", "Egemose Kommune", "XX", ("egemose.example",), (), "da"),
    "duinwoude": Body(
        "XX-0201", "municipality", "Gemeente Duinwoude", "XX", ("duinwoude.example",), ("duinwoude",), "nl"
    ),
    "zilverdrecht": Body(
        "XX-0202", "municipality", "Gemeente Zilverdrecht", "XX", ("zilverdrecht.example",), (), "nl"
    ),
    "oudezijl": Body("XX-0203", "municipality", "Gemeente Oudezijl", "XX", ("oudezijl.example",), (), "nl"),
    "rietmeer": Body("XX-0204", "municipality", "Gemeente Rietmeer", "XX", ("rietmeer.example",), (), "nl"),
    "molenbrugge": Body(
        "XX-0301", "municipality", "Stad Molenbrugge", "XX", ("molenbrugge.example",), (), "be"
    ),
    "haspelgem": Body(
        "XX-0302", "municipality", "Commune de Haspelgem", "XX", ("haspelgem.example",), (), "be"
    ),
    "valdorata": Body(
        "XX-0401", "municipality", "Comune di Valdorata", "XX", ("valdorata.example",), (), "it"
    ),
    "portolieve": Body(
        "XX-0402", "municipality", "Comune di Portolieve", "XX", ("portolieve.example",), (), "it"
    ),
    "ostmark": Body("XX-ostmark", "public body", "Region Østmark", "XX", ("ostmark.example",), (), "da"),
    "agency": Body(
        "XX-digital-commons",
        "public body",
        "Agency for Digital Commons",
        "XX",
        ("digital-commons.example",),
        (),
        "nl",
    ),
    "secretariat": Body(
        "XX-open-city",
        "network",
        "Open City Commons",
        "XX",
        ("opencity.example",),
        ("opencity-secretariat",),
        "be",
    ),
    "kodevaerk": Body(
        "XX-kodevaerk", "vendor", "Kodeværk ApS", "XX", ("kodevaerk.example",), ("kodevaerk",), "da"
    ),
    "polderbits": Body(
        "XX-polderbits", "vendor", "Polderbits BV", "XX", ("polderbits.example",), ("polderbits",), "nl"
    ),
    "lumen": Body(
        "XX-atelier-lumen", "vendor", "Atelier Lumen SRL", "XX", ("atelier-lumen.example",), (), "be"
    ),
    "torrenova": Body(
        "XX-torrenova", "vendor", "Torrenova Software Srl", "XX", ("torrenova.example",), (), "it"
    ),
    "northlight": Body(
        "XX-northlight", "vendor", "Northlight Systems A/S", "XX", ("northlight.example",), (), "da"
    ),
}
"""By the short name that `civitop.demo.world.opencity` uses."""
