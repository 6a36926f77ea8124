"""The same full name in one repository is one person, unless something tells two namesakes apart."""

from datetime import UTC, datetime, timedelta

import pytest

from civitop.model import Commit, Facts, Repository, account, identity
from civitop.people.identities import People, PeopleRules, resolve
from civitop.people.mailmap import parse

START = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = Repository(id="git:x", forge="git", name="x", url="")


def people(*authors, mailmap="", join_names=True) -> People:
    commits = tuple(
        Commit(f"{number:040x}", START + timedelta(days=number), author)
        for number, author in enumerate(authors)
    )
    facts = Facts(
        repository=REPOSITORY, collected_at=START, source="test", commits=commits, mailmap=parse(mailmap)
    )
    return resolve(facts, PeopleRules(join_names=join_names))


def count(*authors, **more) -> int:
    return len(set(people(*authors, **more).of.values()))


WORK, HOME = identity("Mette Holm", "mette@example.dk"), identity("Mette Holm", "mh@home.example")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mette Holm", "METTE  holm"),
        ("Søren Ærø", "Soren Aero"),
        ("René de Vries", "Rene\u0301 de Vries"),
        ("Ｍette Holm", "Mette Holm"),
        ("Jan-Willem de Vries", "jan-willem de vries"),
    ],
)
def test_the_same_full_name_is_one_person(one, other):
    found = people(identity(one, "a@x.example"), identity(other, "b@y.example"))
    assert (len(set(found.of.values())), found.name_joins) == (1, 1)


@pytest.mark.parametrize(
    "name",
    ["Mette", "mette-holm", "M. H.", "J. B Holm", "Your Name", "root user", "Unknown  User", "1 2 34 56"],
)
def test_a_weak_or_generic_name_joins_nobody(name):
    found = people(identity(name, "a@x.example"), identity(name, "b@y.example"))
    assert (len(set(found.of.values())), found.name_joins) == (2, 0)


def test_one_who_writes_the_middle_name_is_another():
    assert count(WORK, identity("Mette B. Holm", "mh@home.example")) == 2


def test_the_configuration_switches_it_off():
    assert count(WORK, HOME) == 1
    assert count(WORK, HOME, join_names=False) == 2


def test_an_account_on_one_side_is_joined_too():
    linked = identity("Mette Holm", None, account("github.com", "mholm"))
    found = people(WORK, linked)
    (person,) = set(found.of.values())
    assert (person.login, found.name_joins) == ("github.com/mholm", 1)


def test_different_accounts_are_two_people():
    one = identity("Mette Holm", "mette@example.dk", account("github.com", "mholm"))
    other = identity("Mette Holm", "9+mette@users.noreply.github.com")
    assert count(one, other) == 2


def test_accounts_on_two_forges_are_one_person():
    one = identity("Mette Holm", None, account("github.com", "mholm"))
    other = identity("Mette Holm", None, account("gitlab.com", "mette"))
    assert count(one, other) == 1


def test_of_three_namesakes_two_of_whom_are_told_apart_none_is_joined():
    one = identity("Mette Holm", None, account("github.com", "mholm"))
    other = identity("Mette Holm", None, account("github.com", "mette"))
    assert count(one, other, WORK) == 3


def test_the_mailmap_tells_namesakes_apart():
    mailmap = "<mette@example.dk> <mh@old.example>\n<mh@home.example> <m@old.example>"
    old, older = identity("Mette Holm", "mh@old.example"), identity("Mette Holm", "m@old.example")
    assert count(old, older, mailmap=mailmap) == 2
    assert count(WORK, HOME, mailmap=mailmap) == 2
    assert count(WORK, identity("Mette Holm", "third@example.dk"), mailmap=mailmap) == 1


def test_a_proper_address_that_another_line_exchanges_tells_nobody_apart():
    mailmap = "Mette Holm <mette@example.dk> <mh@home.example>\nMette Holm <mh@home.example> <m@old.example>"
    assert count(WORK, HOME, identity("m", "m@old.example"), mailmap=mailmap) == 1


def test_a_mailmap_that_only_puts_names_right_joins_under_the_right_name():
    mailmap = "Mette Holm <mette@example.dk>\nMette Holm <mh@home.example>"
    assert count(identity("mh", "mette@example.dk"), identity("m", "mh@home.example"), mailmap=mailmap) == 1


def test_a_chain_of_names_never_unites_two_accounts():
    one = identity("Mette Holm", "m@x.example", account("github.com", "mholm"))
    bridge = [identity("Mette Holm", "b@x.example"), identity("Mette Lund", "b@x.example")]
    other = identity("Mette Lund", "l@x.example", account("github.com", "mlund"))
    found = people(one, *bridge, other)
    assert found.of[one] is not found.of[other]


def test_thousands_of_namesakes_cost_no_more_than_others():
    crowd = [identity("Mette Holm", f"m{n}@x.example", account("github.com", f"m{n}")) for n in range(5_000)]
    assert count(*crowd) == 5_000
