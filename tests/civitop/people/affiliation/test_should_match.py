"""Domains of public bodies that were seen in real commits, and whose they are."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.model import identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry

AT = datetime(2026, 6, 1, tzinfo=UTC)
SEEN = [
    (entry["domain"], entry["organisation"])
    for entry in csv.DictReader(
        (Path(__file__).parent / "data" / "should_match.csv").read_text("utf-8").splitlines()
    )
]


@pytest.mark.parametrize(("domain", "organisation"), SEEN)
def test_the_domain_of_a_public_body_names_it(registry: Registry, domain: str, organisation: str) -> None:
    affiliation = NetworkAffiliator(registry).affiliate(identity("Anna Ås", f"anna@{domain}"), AT)

    named = affiliation.organisation
    if organisation in registry.organisations:
        assert named is not None
        assert named.id == organisation
    else:  # a body that the registry does not have: no other municipality's row may answer
        assert named is None or named.kind != "municipality"


def test_most_of_them_are_within_reach(registry: Registry) -> None:
    within = [domain for domain, organisation in SEEN if organisation in registry.organisations]

    assert len(within) >= 25
