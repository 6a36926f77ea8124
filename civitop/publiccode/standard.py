"""publiccode.yml 0.7 as rules: keys, types, what is needed, what is deprecated, what depends on what.

Source: the published standard (https://yml.publiccode.tools, CC0), `schema.core` and its lists, version 0.7, and
its official parser (https://github.com/italia/publiccode-parser-go). Where the two disagree, `docs/publiccode.md`
tells which one holds, and `benchmarks/clones/publiccode_parser.py` compares the verdicts on the parser's own test
files.
"""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from civitop.i18n.message import say
from civitop.publiccode.nodes import Node, Scalar, Sequence, Table
from civitop.publiccode.rules import (
    Problem,
    Problems,
    Rule,
    a_day,
    anything,
    flag,
    is_uri,
    is_web,
    list_of,
    matching,
    one_of,
    section,
    text,
    uri,
    url,
)
from civitop.publiccode.vocabulary import ALIASES, CATEGORIES, COUNTRIES, SCOPES, languages
from civitop.sanitise import MAX_LENGTH

NEWEST = 7
"""The minor version that these rules describe; all of 0.x is read by them, as the standard intends."""

STATUSES = ("concept", "development", "beta", "stable", "obsolete")
TYPES = (
    *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web"),
    *("standalone/backend", "standalone/other", "addon", "library", "configurationFiles"),
)
MAINTENANCE = ("internal", "contract", "community", "none")

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SECTION = re.compile(r"[A-Z]{2}|[a-z]{2}")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
"""RFC 6838, as the parser has it."""
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_VERSION = re.compile(r"0(?:\.(\d{1,2})(?:\.\d{1,3})?)?")


def _version(value: str) -> bool:
    match = _VERSION.fullmatch(value)
    return match is not None and int(match[1] or 0) <= NEWEST


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing  # type: ignore[import-untyped]

    return get_spdx_licensing()


def is_spdx(value: str) -> bool:
    """Return whether it is an SPDX expression over known licences, by their identifiers."""
    # license-expression takes 50 ms to import and to read its list.
    from license_expression import ExpressionError

    if len(value) > MAX_LENGTH:
        return False
    try:
        expression = _licensing().parse(value, validate=True)
    except (ExpressionError, AssertionError, AttributeError, IndexError, TypeError):
        # Beside its own errors license-expression 30.4 trips over some malformed expressions.
        return False
    # It also knows licences by other names (`GPL`), which the standard does not allow.
    keys = _licensing().license_keys(expression) if expression is not None else []
    return bool(keys) and all(key.casefold() in value.casefold() for key in keys)


def _standard_id(value: str) -> bool:
    alias = value.removeprefix("alias:")
    return alias in ALIASES if alias != value else is_uri(value)


def _country(value: str) -> bool:
    return value.upper() in COUNTRIES and value in (value.upper(), value.lower())


def _tag(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None and value.partition("-")[0].lower() in languages()


def _path_or_url(value: str) -> bool:
    return not value.startswith(("/", "file:")) and (":" not in value.partition("/")[0] or is_web(value))


def _picture(*endings: str) -> Rule:
    """Ask for a path in the repository or a web address, by the ending of a picture."""

    def accepts(value: str) -> bool:
        path = urlsplit(value).path if is_web(value) else value
        return _path_or_url(value) and path.casefold().endswith(endings)

    named = ", ".join(endings)
    return matching(accepts, say("a relative path or a web address of a picture ({endings})", endings=named))


_dependencies = list_of(
    section(
        {"name": text(), "versionMin": text(), "versionMax": text(), "version": text(), "optional": flag},
        needed=("name",),
    )
)
_language = section(
    {
        "localisedName": text(),
        "genericName": text(most=35),
        "shortDescription": text(most=150),
        "longDescription": text(least=150, most=10_000),
        "documentation": url,
        "apiDocumentation": url,
        "features": list_of(text(), least=1),
        "screenshots": list_of(_picture(".png", ".jpg")),
        "videos": list_of(url),
        "awards": list_of(text()),
    },
    needed=("shortDescription",),
    deprecated=("genericName",),
)
_countries = list_of(matching(_country, say("a country code such as DK")))
_email = matching(lambda value: _EMAIL.fullmatch(value) is not None, say("an e-mail address"))
_media_types = list_of(
    matching(lambda value: _MEDIA_TYPE.fullmatch(value) is not None, say("a media type such as text/plain"))
)
_logo = _picture(".svg", ".svgz", ".png")
_organisation = section({"uri": uri, "name": text()}, needed=("uri",))
_contractor = section(
    {"name": text(), "until": a_day, "email": _email, "website": url},
    needed=("name", "until"),
)
_contact = section(
    {"name": text(), "email": _email, "phone": text(), "affiliation": text()}, needed=("name",)
)


def _by_language(name: str) -> Rule | None:
    return _language if _tag(name) else None


_EXTENSION_VERSIONS = ("0.2", "1.0")


def _italian(node: Node, key: str) -> Problems:
    """Ask of the Italian section, which is deprecated, for a version that there was; the rest is left to others."""
    version = node.entries.get("countryExtensionVersion") if isinstance(node, Table) else None
    if version is not None:
        yield from one_of(_EXTENSION_VERSIONS)(version, f"{key}/countryExtensionVersion")


def _by_country(name: str) -> Rule | None:
    if _SECTION.fullmatch(name) is None:
        return None
    return _italian if name.upper() == "IT" else anything


ROOT = section(
    {
        "publiccodeYmlVersion": matching(
            _version, say("a version of the standard (0 to {newest})", newest=f"0.{NEWEST}")
        ),
        "name": text(),
        "applicationSuite": text(),
        "url": url,
        "landingURL": url,
        "isBasedOn": list_of(url, or_one=True),
        "softwareVersion": text(),
        "releaseDate": a_day,
        "logo": _logo,
        "monochromeLogo": _logo,
        "inputTypes": _media_types,
        "outputTypes": _media_types,
        "platforms": list_of(text(), least=1),
        "categories": list_of(one_of(CATEGORIES, say("is not in the standard's list of categories."))),
        "usedBy": list_of(text()),
        "fundedBy": list_of(_organisation),
        "roadmap": url,
        "developmentStatus": one_of(STATUSES),
        "softwareType": one_of(TYPES),
        "supports": list_of(
            section({"id": matching(_standard_id, say("a known alias or a URI"))}, needed=("id",)),
        ),
        "organisation": _organisation,
        "intendedAudience": section(
            {
                "countries": _countries,
                "unsupportedCountries": _countries,
                "scope": list_of(one_of(SCOPES, say("is not in the standard's list of scopes."))),
            }
        ),
        "description": section({}, also=_by_language),
        "legal": section(
            {
                "license": matching(is_spdx, say("a licence in SPDX's form, such as EUPL-1.2")),
                "mainCopyrightOwner": text(),
                "repoOwner": text(),
                "authorsFile": matching(_path_or_url, say("a relative path or a web address")),
            },
            needed=("license",),
            deprecated=("repoOwner", "authorsFile"),
        ),
        "maintenance": section(
            {"type": one_of(MAINTENANCE), "contractors": list_of(_contractor), "contacts": list_of(_contact)},
            needed=("type",),
        ),
        "localisation": section(
            {
                "localisationReady": flag,
                "availableLanguages": list_of(matching(_tag, say("a language such as da")), least=1),
            },
            needed=("localisationReady", "availableLanguages"),
        ),
        "dependsOn": section(
            {"open": _dependencies, "proprietary": _dependencies, "hardware": _dependencies},
        ),
    },
    needed=(
        *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"),
        *("description", "legal", "maintenance", "localisation"),
    ),
    deprecated=("monochromeLogo", "inputTypes", "outputTypes"),
    also=_by_country,
)


def judge(root: Node) -> Problems:
    """Yield everything in which a file departs from the standard."""
    yield from ROOT(root, "")
    if isinstance(root, Table):
        yield from _countries_once(root)
        yield from _description(root)
        yield from _maintenance(root)


def _countries_once(root: Table) -> Problems:
    for name, line in root.lines.items():
        if _SECTION.fullmatch(name) and name.islower() and name.upper() in root.lines:
            yield Problem(line, name, say("{name} stands here as well; keep that one.", name=name.upper()))


def _description(root: Table) -> Problems:
    languages = root.entries.get("description")
    if not isinstance(languages, Table):
        return
    if not languages.entries:
        yield Problem(languages.line, "description", say("at least one language is needed."))
    for name in ("longDescription", "features"):
        tables = [table for table in languages.entries.values() if isinstance(table, Table)]
        if tables and not any(name in table.lines for table in tables):
            yield Problem(languages.line, f"description/…/{name}", say("one language at least needs it."))


def _maintenance(root: Table) -> Problems:
    section = root.entries.get("maintenance")
    if not isinstance(section, Table):
        return
    kind = section.entries.get("type")
    how = kind.text.strip() if isinstance(kind, Scalar) else ""
    contractors, contacts = (section.entries.get(name) for name in ("contractors", "contacts"))
    if how == "contract" and not (isinstance(contractors, Sequence) and contractors.items):
        yield Problem(
            section.line, "maintenance/contractors", say("it is needed where the type is contract.")
        )
    if how in ("internal", "community", "none") and "contractors" in section.lines:
        line = section.lines["contractors"]
        yield Problem(
            line, "maintenance/contractors", say("it must not stand here where the type is {type}.", type=how)
        )
    if how in ("internal", "community") and not (isinstance(contacts, Sequence) and contacts.items):
        yield Problem(
            section.line, "maintenance/contacts", say("it is needed where the type is {type}.", type=how)
        )
