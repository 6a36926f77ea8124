"""publiccode.yml 0.7 as rules: keys, types, what is needed, what is deprecated, what depends on what.

Source: the published standard (https://yml.publiccode.tools, CC0), `schema.core` and its lists, version 0.7.
"""

import re
from functools import cache
from typing import Any

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
    list_of,
    matching,
    one_of,
    section,
    text,
    uri,
    url,
)
from civitop.publiccode.vocabulary import ALIASES, CATEGORIES, SCOPES
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
_COUNTRY = re.compile(r"[A-Z]{2}|[a-z]{2}")
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
    return _COUNTRY.fullmatch(value) is not None


def _tag(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


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
        "features": list_of(text()),
        "screenshots": list_of(text()),
        "videos": list_of(url),
        "awards": list_of(text()),
    },
    needed=("shortDescription",),
    deprecated=("genericName",),
)
_countries = list_of(matching(_country, say("a country code such as DK")))
_contractor = section(
    {"name": text(), "until": a_day, "email": text(), "website": url},
    needed=("name", "until"),
)
_contact = section(
    {"name": text(), "email": text(), "phone": text(), "affiliation": text()}, needed=("name",)
)


def _by_language(name: str) -> Rule | None:
    return _language if _tag(name) else None


def _by_country(name: str) -> Rule | None:
    return anything if _country(name) else None


ROOT = section(
    {
        "publiccodeYmlVersion": matching(
            _version, say("a version of the standard (0 to {newest})", newest=f"0.{NEWEST}")
        ),
        "name": text(),
        "applicationSuite": text(),
        "url": url,
        "landingURL": url,
        "isBasedOn": list_of(text(), or_one=True),
        "softwareVersion": text(),
        "releaseDate": a_day,
        "logo": text(),
        "monochromeLogo": text(),
        "inputTypes": list_of(text()),
        "outputTypes": list_of(text()),
        "platforms": list_of(text(), or_one=True),
        "categories": list_of(one_of(CATEGORIES, say("is not in the standard's list of categories."))),
        "usedBy": list_of(text()),
        "fundedBy": list_of(section({"name": text(), "uri": uri}, needed=("name",))),
        "roadmap": url,
        "developmentStatus": one_of(STATUSES),
        "softwareType": one_of(TYPES),
        "supports": list_of(
            section({"id": matching(_standard_id, say("a known alias or a URI"))}, needed=("id",)),
        ),
        "organisation": section({"uri": uri, "name": text()}, needed=("uri",)),
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
                "authorsFile": text(),
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
                "availableLanguages": list_of(matching(_tag, say("a language such as da"))),
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
        yield from _description(root)
        yield from _maintenance(root)


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
