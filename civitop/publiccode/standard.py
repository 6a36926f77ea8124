"""publiccode.yml 0.7 as rules: keys, types, what is needed, what is deprecated, what depends on what.

Source: the published standard (https://yml.publiccode.tools, CC0), `schema.core` and its lists, version 0.7.
"""

import re
from collections.abc import Iterator
from functools import cache

from civitop.publiccode.nodes import Node, Scalar, Sequence, Table
from civitop.publiccode.rules import (
    Anything,
    Day,
    Flag,
    ListOf,
    Matching,
    OneOf,
    Problem,
    Rule,
    Section,
    Text,
    Uri,
    Url,
)
from civitop.publiccode.vocabulary import ALIASES, CATEGORIES, SCOPES

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


def _version(text: str) -> bool:
    match = _VERSION.fullmatch(text)
    return match is not None and int(match[1] or 0) <= NEWEST


@cache
def _licensing() -> object:
    from license_expression import get_spdx_licensing  # type: ignore[import-untyped]

    return get_spdx_licensing()


def is_spdx(text: str) -> bool:
    """Return whether the text is an SPDX expression over known licences."""
    try:
        return not _licensing().validate(text).errors  # type: ignore[attr-defined]
    except (AttributeError, IndexError, TypeError):
        # license-expression 30.4 trips over some malformed expressions instead of reporting them.
        return False


def _standard_id(text: str) -> bool:
    alias = text.removeprefix("alias:")
    return (
        alias in ALIASES if alias != text else re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text) is not None
    )


_dependencies = ListOf(
    Section(
        {"name": Text(), "versionMin": Text(), "versionMax": Text(), "version": Text(), "optional": Flag()},
        needed=("name",),
    )
)
_language = Section(
    {
        "localisedName": Text(),
        "genericName": Text(most=35),
        "shortDescription": Text(most=150),
        "longDescription": Text(least=150, most=10_000),
        "documentation": Url(),
        "apiDocumentation": Url(),
        "features": ListOf(Text()),
        "screenshots": ListOf(Text()),
        "videos": ListOf(Url()),
        "awards": ListOf(Text()),
    },
    needed=("shortDescription",),
    deprecated=("genericName",),
)
_countries = ListOf(Matching(lambda text: _COUNTRY.fullmatch(text) is not None, "a country code such as DK"))
_contractor = Section(
    {"name": Text(), "until": Day(), "email": Text(), "website": Url()},
    needed=("name", "until"),
)
_contact = Section(
    {"name": Text(), "email": Text(), "phone": Text(), "affiliation": Text()}, needed=("name",)
)


def _by_language(name: str) -> Rule | None:
    return _language if _LANGUAGE.fullmatch(name) else None


def _by_country(name: str) -> Rule | None:
    return Anything() if _COUNTRY.fullmatch(name) else None


ROOT = Section(
    {
        "publiccodeYmlVersion": Matching(_version, f"a version of the standard (0 to 0.{NEWEST})"),
        "name": Text(),
        "applicationSuite": Text(),
        "url": Url(),
        "landingURL": Url(),
        "isBasedOn": ListOf(Text(), or_one=True),
        "softwareVersion": Text(),
        "releaseDate": Day(),
        "logo": Text(),
        "monochromeLogo": Text(),
        "inputTypes": ListOf(Text()),
        "outputTypes": ListOf(Text()),
        "platforms": ListOf(Text(), or_one=True),
        "categories": ListOf(OneOf(CATEGORIES, "standard's list of categories")),
        "usedBy": ListOf(Text()),
        "fundedBy": ListOf(Section({"name": Text(), "uri": Uri()}, needed=("name",))),
        "roadmap": Url(),
        "developmentStatus": OneOf(STATUSES),
        "softwareType": OneOf(TYPES),
        "supports": ListOf(
            Section({"id": Matching(_standard_id, "a known alias or a URI")}, needed=("id",)),
        ),
        "organisation": Section({"uri": Uri(), "name": Text()}, needed=("uri",)),
        "intendedAudience": Section(
            {
                "countries": _countries,
                "unsupportedCountries": _countries,
                "scope": ListOf(OneOf(SCOPES, "standard's list of scopes")),
            }
        ),
        "description": Section({}, also=_by_language),
        "legal": Section(
            {
                "license": Matching(is_spdx, "a licence in SPDX's form, such as EUPL-1.2"),
                "mainCopyrightOwner": Text(),
                "repoOwner": Text(),
                "authorsFile": Text(),
            },
            needed=("license",),
            deprecated=("repoOwner", "authorsFile"),
        ),
        "maintenance": Section(
            {"type": OneOf(MAINTENANCE), "contractors": ListOf(_contractor), "contacts": ListOf(_contact)},
            needed=("type",),
        ),
        "localisation": Section(
            {
                "localisationReady": Flag(),
                "availableLanguages": ListOf(
                    Matching(lambda text: _LANGUAGE.fullmatch(text) is not None, "a language such as da")
                ),
            },
            needed=("localisationReady", "availableLanguages"),
        ),
        "dependsOn": Section(
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


def judge(root: Node) -> Iterator[Problem]:
    """Yield everything in which a file departs from the standard."""
    yield from ROOT(root, "")
    if isinstance(root, Table):
        yield from _description(root)
        yield from _maintenance(root)


def _description(root: Table) -> Iterator[Problem]:
    languages = root.entries.get("description")
    if not isinstance(languages, Table):
        return
    if not languages.entries:
        yield Problem(languages.line, "description", "at least one language is needed.")
    for name in ("longDescription", "features"):
        tables = [table for table in languages.entries.values() if isinstance(table, Table)]
        if tables and not any(name in table.lines for table in tables):
            yield Problem(languages.line, f"description/…/{name}", "one language at least needs it.")


def _maintenance(root: Table) -> Iterator[Problem]:
    section = root.entries.get("maintenance")
    if not isinstance(section, Table):
        return
    kind = section.entries.get("type")
    how = kind.text.strip() if isinstance(kind, Scalar) else ""
    contractors, contacts = (section.entries.get(name) for name in ("contractors", "contacts"))
    if how == "contract" and not (isinstance(contractors, Sequence) and contractors.items):
        yield Problem(section.line, "maintenance/contractors", "it is needed where the type is contract.")
    if how in ("internal", "community", "none") and "contractors" in section.lines:
        line = section.lines["contractors"]
        yield Problem(line, "maintenance/contractors", f"it must not stand here where the type is {how}.")
    if how in ("internal", "community") and not (isinstance(contacts, Sequence) and contacts.items):
        yield Problem(section.line, "maintenance/contacts", f"it is needed where the type is {how}.")
