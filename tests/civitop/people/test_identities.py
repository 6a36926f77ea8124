"""Who is who: bots set aside, identities joined by address, account and mailmap."""

import time
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from civitop.model import ChangeRequest, Commit, Facts, Issue, Repository, Response, account, identity
from civitop.people.identities import PeopleRules, resolve
from civitop.people.mailmap import parse

START = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = Repository(id="git:x", forge="git", name="x", url="")


def facts(*authors, mailmap="", **more) -> Facts:
    commits = tuple(
        Commit(f"{number:040x}", START + timedelta(days=number), author)
        for number, author in enumerate(authors)
    )
    return Facts(
        repository=REPOSITORY,
        collected_at=START,
        source="test",
        commits=commits,
        mailmap=parse(mailmap),
        **more,
    )


def persons(*authors, mailmap="", bots=()):
    return set(resolve(facts(*authors, mailmap=mailmap), PeopleRules(tuple(bots))).of.values())


GITHUB = account("github.com", "mholm")


# ---------------------------------------------------------------- joining


def test_the_same_address_in_another_case_is_one_person():
    assert len(persons(identity("M", "Mette@Example.dk"), identity("Mette Holm", "mette@example.dk"))) == 1


def test_equal_given_names_alone_do_not_join():
    assert len(persons(identity("Jan", "jan@one.nl"), identity("Jan", "jan@two.nl"))) == 2


def test_a_name_with_nothing_else_is_its_own_key():
    people = persons(identity("Jan", ""), identity("Jan", None), identity("Jan", "jan@one.nl"))
    assert sorted(person.key == "Jan" for person in people) == [False, True]


def test_both_forms_of_githubs_noreply_address_are_the_account():
    people = persons(
        identity("Mette", "12+mholm@users.noreply.github.com"),
        identity("mholm", "MHolm@users.noreply.github.com"),
        identity("Mette Holm", "mette@example.dk", GITHUB),
        identity("Mette H", "mette@example.dk"),
    )
    (person,) = people
    assert (person.login, person.key, len(person.identities)) == (GITHUB, GITHUB, 4)


def test_gitlabs_noreply_address_is_the_account():
    people = persons(
        identity("Jan", "5-jan@users.noreply.gitlab.com"),
        identity("Jan", "j@x.nl", account("gitlab.com", "jan")),
    )
    assert len(people) == 1


def test_the_same_login_on_two_forges_is_two_people():
    people = persons(
        identity("a", None, account("github.com", "jan")), identity("b", None, account("gitlab.com", "jan"))
    )
    assert len(people) == 2


def test_the_mailmap_joins_and_names():
    old, new = identity("mh", "mh@old.example"), identity("Mette Holm", "mette@example.dk")
    (person,) = persons(old, old, old, new, mailmap="Mette Holm <mette@example.dk> <mh@old.example>")
    assert person.name == "Mette Holm"
    assert set(person.identities) == {old, new}


def test_the_mailmap_tells_two_people_behind_one_address_apart():
    mailmap = "Jan <jan@x.nl> Jan <root@localhost>\nMette <mette@x.dk> Mette <root@localhost>"
    assert (
        len(persons(identity("Jan", "root@localhost"), identity("Mette", "root@localhost"), mailmap=mailmap))
        == 2
    )


def test_a_proper_noreply_address_joins_its_account_with_the_linked_one():
    people = persons(
        identity("mh", "mh@old.example", account("github.com", "mh-work")),
        identity("mholm", None, GITHUB),
        mailmap="Mette <9+mholm@users.noreply.github.com> <mh@old.example>",
    )
    assert len(people) == 1


def test_authors_of_issues_reviews_and_responses_are_people_too():
    mette, jan = (
        identity("Mette", "mette@example.dk", GITHUB),
        identity("jan", None, account("github.com", "jan")),
    )
    everything = facts(
        mette,
        issues=(Issue(1, "t", jan, START, START, responses=(Response(START, mette), Response(START, None))),),
        change_requests=(
            ChangeRequest(
                2,
                "t",
                None,
                START,
                START,
                merged_by=identity("m", None, GITHUB),
                reviews=(Response(START, jan),),
            ),
        ),
    )
    assert {person.login for person in resolve(everything).of.values()} == {GITHUB, "github.com/jan"}


def test_the_name_shown_is_the_most_used_then_the_latest():
    one, two = identity("One", "a@b.dk"), identity("Two", "a@b.dk")
    assert {person.name for person in persons(one, one, two)} == {"One"}
    assert {person.name for person in persons(one, two)} == {"Two"}
    assert {person.name for person in persons(two, one)} == {"One"}


# ---------------------------------------------------------------- properties

names = st.sampled_from(["Mette", "Jan", "Abbott", "renovate", "x[bot]", ""])
emails = st.sampled_from(
    ["", "a@x.dk", "A@X.dk", "b@x.dk", "1+jan@users.noreply.github.com", "mh@old.example"]
)
logins = st.sampled_from([None, "github.com/jan", "github.com/mholm", "gitlab.com/project_4_bot_ff"])
identities = st.builds(
    lambda name, email, login, bot: identity(name, email, login, bot=bot),
    names,
    emails,
    logins,
    st.booleans(),
)
MAILMAP = "Mette <a@x.dk> <mh@old.example>\nJan <1+jan@users.noreply.github.com> Jan <b@x.dk>\n"


@given(st.lists(identities, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(authors, chance):
    straight = facts(*authors, mailmap=MAILMAP)
    commits = list(straight.commits)
    chance.shuffle(commits)
    shuffled = Facts(
        repository=REPOSITORY,
        collected_at=START,
        source="test",
        commits=tuple(commits),
        mailmap=straight.mailmap,
    )
    assert resolve(straight) == resolve(shuffled)


@given(st.lists(identities, max_size=12))
def test_joining_is_an_equivalence_that_holds_addresses_and_accounts_together(authors):
    people = resolve(facts(*authors))
    for who, person in people.of.items():
        assert who in person.identities
        assert all(people.of[other] is person for other in person.identities)
        for other, theirs in people.of.items():
            if (who.address and who.address == other.address) or (who.login and who.login == other.login):
                assert theirs is person
    assert len({person.key for person in people.of.values()}) == len({id(p) for p in people.of.values()})


@given(st.lists(identities, max_size=12))
def test_no_bot_becomes_a_person_and_nobody_is_lost(authors):
    people = resolve(facts(*authors, mailmap=MAILMAP))
    assert not people.bots & set(people.of)
    assert people.bots | set(people.of) == set(authors)
    for who in people.of:
        assert not who.bot
        assert "[bot]" not in who.name
        assert "_bot_" not in (who.login or "")


def test_a_million_commits_are_resolved_in_seconds():
    authors = [identity(f"P{number}", f"p{number}@x.dk") for number in range(2_000)]
    commit = [Commit("0" * 40, START, author) for author in authors]
    many = Facts(repository=REPOSITORY, collected_at=START, source="test", commits=tuple(commit * 500))
    before = time.process_time()
    assert len(resolve(many).of) == 2_000
    assert time.process_time() - before < 10
