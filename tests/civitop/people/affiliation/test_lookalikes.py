"""Domains and texts that look like a municipality and are none: each was looked at by hand."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.model import Profile, identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry

AT = datetime(2026, 6, 1, tzinfo=UTC)

DOMAINS = """
notaarhus.dk aarhus.dk.example.com aarhus.com aarhus.org aarhus.net aarhus.eu aarhus.de aarhus.nl aarhusdk.dk
myaarhus.dk visitaarhus.dk aarhus-kommune.dk aarhus.dk.co aarhus.dk-mail.com aarhus.kommune aarhus dk
smartaarhus.eu aarhus2017.dk aarhusfestuge.dk kk.dk.attacker.example notkk.dk kk.com kk.nl kkk.dk kk-dk.dk
copenhagen.dk kobenhavn.dk copenhagen.com odense.com odense.eu odensebib.dk notodense.dk odense-marcipan.dk
aalborg.com aalborgzoo.dk roskilde-festival.dk roskilde.com skive.com rk.com rm.com brk.com fmk.com htk.com
ltk.com rksk.com ballerup.com billund.com visitbillund.dk legoland.dk horsens.com vejle.com vejlesygehus.dk
amsterdam.com amsterdam.org amsterdam.info iamsterdam.com amsterdamumc.nl amsterdamumc.org amsterdam.nl.evil
notamsterdam.nl amsterdam-nl.nl amsterdamsmartcity.com ajax.nl schiphol.nl amsterdam.dk amsterdam.be
utrecht.com utrecht.org uu.nl umcutrecht.nl provincie-utrecht.nl utrecht.nl.example.org hu.nl fcutrecht.nl
rotterdam.com portofrotterdam.com erasmusmc.nl rotterdam.nl.evil.example eur.nl rotterdamrising.nl
denhaag.com thehague.com denhaag.org haaglandenmc.nl delft.com tudelft.nl delft.edu eindhoven.com tue.nl
groningen.com rug.nl provinciegroningen.nl umcg.nl leiden.edu leidenuniv.nl lumc.nl haarlem.com
haarlem.edu nijmegen.com ru.nl radboudumc.nl tilburguniversity.edu tilburg.com arnhem.com breda.com
breda.ie bergen.no bergen.kommune.no bergen.com bergen.org uib.no hamar.kommune.no stockholm.se
stockholm.com helsingborg.se oslo.kommune.no malmo.se goteborg.se gent.com ugent.be uzgent.be gent.nl
visitgent.be stad.gent.example.com antwerpen.com uantwerpen.be portofantwerp.com brugge.com
brusselsairport.be brussels.com bruxelles.com ulb.be vub.be liege.com uliege.be chuliege.be leuven.com
kuleuven.be uzleuven.be kuleuven.cloud mons.com umons.ac.be namur.com unamur.be hasselt.com uhasselt.be
mechelen.com boom.com boom.dk essen.com aalst.com lier.com halle.de ham.com melle.de limburg.de
comune.bari.example.it comune-bari.it bari.com uniba.it poliba.it napoli.com unina.it sscnapoli.it
comune.it comune.napoli.example.com lecce.com unile.it salerno.com unisa.it foggia.com benevento.com
camden.com camden.us camden.org camden.nj.us camdennewjournal.co.uk hackney.com hackney.co.uk leeds.com
leeds.ac.uk manchester.com manchester.ac.uk mcfc.co.uk bristol.ac.uk essex.ac.uk ac.uk co.uk
berlin.com hu-berlin.de tu-berlin.de muenchen.com tum.de hamburg.com uni-hamburg.de koeln.com koelnmesse.de
localhost localhost.localdomain amsterdam.local aarhus.local utrecht.lan macbook.amsterdam
users.noreply.github.com gmail.com aarhus.gmail.com amsterdam.outlook.com example.com invalid test dk nl be it
.aarhus.dk -aarhus.dk aarhus..dk aarhus.dk, aarhus.dk> aarhus_kommune.dk aarhus.dk/ aarhus.dk:25
"""

TEXTS = (
    *("Amsterdam", "Utrecht", "Stockholm", "Bergen", "Berchem", "Hoeksche Waard", "Saint-Nicolas", "Essen"),
    *(
        "Sint-Niklaas / Saint-Nicolas",
        "Boom",
        "Halle",
        "Ham",
        "Grave",
        "Leek",
        "Melle",
        "Nazareth",
        "Limburg",
    ),
    *(
        "Amsterdam UMC",
        "University of Utrecht",
        "Universiteit Utrecht",
        "Amsterdam University",
        "AmsterdamUMC",
    ),
    *(
        "Amsterdam, the Netherlands",
        "Amsterdam & Utrecht",
        "Amsterdam / Utrecht",
        "Utrecht, NL",
        "Based in Aarhus",
    ),
    *("Aarhus University", "Aarhus Universitet", "Aarhus Tech", "Aarhus Vand", "Aarhus, Denmark", "Aarhus C"),
    *(
        "Aarhus Kommune, Teknik og Miljø; Freelance",
        "Ex-Aarhus Kommune",
        "not Aarhus Kommune",
        "Aarhus Kommunes",
    ),
    *(
        "Odense Robotics",
        "Odense Universitetshospital",
        "Region Midtjylland",
        "Kommune",
        "Gemeente",
        "Comune di",
    ),
    *("Gemeente Bergen", "Gemeente Zwijndrecht", "Gemeente Berchem", "Stad Berchem", "Gemeente Stockholm"),
    *("Bergen kommune", "Oslo Kommune", "Stockholm Kommune", "Malmö kommune", "Gemeente Amsterdam UMC"),
    *(
        "Provincie Utrecht",
        "Provincie Groningen",
        "Provincie Limburg",
        "Province de Liège",
        "Provincie Antwerpen",
    ),
    *(
        "Utrecht Provincie",
        "Veiligheidsregio Utrecht",
        "Waterschap Hoeksche Waard",
        "Waterschap Rivierenland",
    ),
    *("Omgevingsdienst Amsterdam", "GGD Amsterdam", "Politie Amsterdam", "Brandweer Amsterdam", "FC Utrecht"),
    *("Port of Rotterdam", "Havenbedrijf Rotterdam", "Rotterdam University", "Erasmus University Rotterdam"),
    *(
        "TU Delft",
        "Delft University of Technology",
        "Universiteit Leiden",
        "Leiden University",
        "Hotel Leiden",
    ),
    *(
        "Universiteit Gent",
        "Ghent University",
        "UGent",
        "KAA Gent",
        "Port of Antwerp",
        "Universiteit Antwerpen",
    ),
    *(
        "ULB Bruxelles",
        "Brussels",
        "Bruxelles-Capitale",
        "Région de Bruxelles-Capitale",
        "Université de Liège",
    ),
    *(
        "KU Leuven",
        "Katholieke Universiteit Leuven",
        "UZ Leuven",
        "Université de Mons",
        "Université de Namur",
    ),
    *(
        "Università di Bari",
        "Politecnico di Bari",
        "Università degli Studi di Napoli",
        "Città Metropolitana di Bari",
    ),
    *("Provincia di Lecce", "Regione Puglia", "Comune di Springfield", "Comune di", "Commune de Paris"),
    *("Ville de Paris", "Ville de Montréal", "City of Boston", "City of Chicago", "City of Melbourne"),
    *("City of Helsinki", "Municipality of Stockholm", "Stadt Zürich", "Stadt Wien", "Stadt Bergen"),
    *("City of Halle", "City of Camden", "Camden Council", "City of Essen", "Ville de Bruges", "Ville d'Ath"),
    *(
        "Commune de Saint-Gilles",
        "City of Leeds",
        "Newcastle City Council",
        "Essen Municipality",
        "Ville de Mont",
    ),
    *(
        "Gemeinde Bergen",
        "Gemeinde Limburg",
        "Stadt Halle",
        "Stadt Melle",
        "Kreis Bergen",
        "Ville de Luxembourg",
    ),
    *("Camden", "Leeds", "University of Leeds", "Manchester City", "Manchester University", "Newham College"),
    *(
        "Kent County Council",
        "Springfield City Council",
        "British Council",
        "Student Council",
        "City Council",
    ),
    *("Berlin", "TU Berlin", "Universität Hamburg", "Hamburg Port Authority", "Messe München", "Köln"),
    *("freelance", "self-employed", "-", "", " ", "N/A", "none", "student", "Home", "Freelancer @ Amsterdam"),
    *(
        "@amsterdam-umc",
        "@utrecht",
        "@aarhus",
        "@Signalen",
        "@github",
        "@google",
        "@ aarhus",
        "@@Amsterdam x",
    ),
    *(
        "@Amsterdam @GemeenteUtrecht",
        "@itk-dev/team",
        "https://www.amsterdam.nl",
        "aarhus.dk",
        "amsterdam.nl",
    ),
    *("Gemeente Utrecht en Gemeente Amsterdam", "GemeenteUtrechtX", "Gemeentes", "De Gemeenten", "VNG"),
    *("KL", "Magenta", "Netcompany", "Maykin Media", "Kadaster", "Digipolis Gent", "iMio", "OS2", "Dimpact"),
    *("Utrecht Gemeente Partij", "Lokaal Amsterdam", "Stadsarchief Amsterdam", "Bibliotheek Utrecht"),
    *(
        "Stad",
        "Ville de",
        "Kommune Aarhus Nord",
        "Lolland-Falster",
        "Fyn",
        "Sjælland",
        "Jylland",
        "Friesland",
    ),
    *("Holland", "Nederland", "Danmark", "België", "Italia", "Flevoland", "Drenthe", "Zeeland", "Gelderland"),
)


SEEN = tuple(
    csv.DictReader((Path(__file__).parent / "data" / "lookalikes.csv").read_text("utf-8").splitlines())
)
"""Lookalikes found in real commits, profiles and lists of domains, each with what it is instead."""

MEANT = {
    *(("Gemeente Bergen", "BE"), ("Gemeente Zwijndrecht", "NL"), ("Gemeente Zwijndrecht", "BE")),
    *(
        (text, "BE")
        for text in ("City of Halle", "Ville de Bruges", "Commune de Saint-Gilles", "Ville d'Ath")
    ),
    *((text, "BE") for text in ("City of Essen", "Essen Municipality")),
    *((text, "BE") for text in ("Ville de Lens", "Ville de Rochefort", "Commune de Saint-Léger")),
}
"""Texts that do name a municipality in a network of that country."""


def domains() -> list[str]:
    return [*DOMAINS.split(), *(entry["text"] for entry in SEEN if entry["what"] == "domain")]


def test_a_domain_that_only_looks_like_one_names_no_municipality(registry: Registry) -> None:
    affiliator = NetworkAffiliator(registry)
    wrong = {
        domain: answer
        for domain in domains()
        if (answer := affiliator.affiliate(identity("Anna Ås", f"anna@{domain}"), AT)).kind == "municipality"
    }

    assert wrong == {}


@pytest.mark.parametrize("country", [None, "DK", "NL", "BE", "NO"])
def test_a_company_text_that_only_looks_like_one_names_no_municipality(
    registry: Registry, country: str | None
) -> None:
    seen = (entry["text"] for entry in SEEN if entry["what"] == "company")
    texts = [text for text in (*TEXTS, *seen) if (text, country) not in MEANT]
    profiles = {f"github.com/{n}": Profile(f"github.com/{n}", company=text) for n, text in enumerate(texts)}
    affiliator = NetworkAffiliator(registry, profiles=profiles, country=country)
    wrong = {
        profile.company: answer
        for login, profile in profiles.items()
        if (answer := affiliator.affiliate(identity("Anna Ås", None, login), AT)).kind == "municipality"
    }

    assert wrong == {}


@pytest.mark.parametrize("country", ["DE", "GB", "IT"])
def test_a_company_text_that_was_seen_names_no_municipality_in_a_network_of_its_language(
    registry: Registry, country: str
) -> None:
    profiles = {
        f"github.com/{n}": Profile(f"github.com/{n}", company=entry["text"])
        for n, entry in enumerate(SEEN)
        if entry["what"] == "company"
    }
    affiliator = NetworkAffiliator(registry, profiles=profiles, country=country)
    kinds = {affiliator.affiliate(identity("Anna Ås", None, login), AT).kind for login in profiles}

    assert "municipality" not in kinds


@pytest.mark.parametrize(
    ("company", "code"),
    [
        ("Ville de Lens", "BE-53046"),
        ("Ville de Rochefort", "BE-91114"),
        ("Commune de Saint-Léger", "BE-85034"),
    ],
)
def test_a_namesake_across_the_border_is_meant_in_a_network_of_its_country(
    registry: Registry, company: str, code: str
) -> None:
    profile = Profile("github.com/anna", company=company)
    affiliator = NetworkAffiliator(registry, profiles={profile.login: profile}, country="BE")
    found = affiliator.affiliate(identity("Anna Ås", None, profile.login), AT).organisation

    assert found is not None
    assert found.id == code


def test_there_are_enough_of_them() -> None:
    assert len(set(domains())) >= 200
    assert len(set(TEXTS)) >= 200


def test_namesakes_in_two_countries_are_told_apart_by_the_country_only(registry: Registry) -> None:
    assert registry.named("Gemeente Zwijndrecht") is None
    assert registry.named("Zwijndrecht") is None
    assert registry.named("Gemeente Zwijndrecht", "NL").id == "NL-0642"  # type: ignore[union-attr]
    assert registry.named("Gemeente Zwijndrecht", "BE").id == "BE-11056"  # type: ignore[union-attr]


def test_namesakes_in_one_country_are_not_told_apart(registry: Registry) -> None:
    assert registry.named("Gemeente Bergen", "NL") is None
    assert registry.named("Bergen", "NL") is None
    assert registry.named("Gemeente Bergen (NH)", "NL").id == "NL-0373"  # type: ignore[union-attr]


def test_a_bare_name_is_no_municipality_of_another_country(registry: Registry) -> None:
    assert registry.named("Essen", "NL") is None
    assert registry.named("Amsterdam", "DK") is None
    assert registry.named("Gemeente Amsterdam", "DK").id == "NL-0363"  # type: ignore[union-attr]
