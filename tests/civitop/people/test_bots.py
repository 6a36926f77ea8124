"""Which identities are no people: what the usual tools are called, and people whose names look alike."""

from datetime import UTC, datetime, timedelta

import pytest

from civitop.model import Commit, Facts, Repository, account, identity
from civitop.people.bots import lists
from civitop.people.identities import PeopleRules, resolve

START = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = Repository(id="git:x", forge="git", name="x", url="")


def facts(*authors) -> Facts:
    commits = tuple(
        Commit(f"{number:040x}", START + timedelta(days=number), author)
        for number, author in enumerate(authors)
    )
    return Facts(repository=REPOSITORY, collected_at=START, source="test", commits=commits)


BOTS = [
    identity("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
    identity("acme-release[bot]", "release@acme.example"),
    identity("Acme", None, account("github.com", "acme-release[bot]")),
    identity("Release", "release@acme.example", account("github.com", "acme"), bot=True),
    identity("Deploy", None, account("gitlab.com", "project_17_bot_0a1b2c")),
    identity("Deploy", "group_3_bot_8854db@noreply.git.example.dk"),
    identity("Deploy", "group3_bot1@noreply.git.example.dk"),
    identity("Renovate Bot", "renovate@acme.example"),
    *(identity(name.upper(), "x@acme.example") for name in sorted(lists().bots.names)),
    *(identity("x", None, account("github.com", name)) for name in sorted(lists().bots.names)),
]
# The default identities of the usual tools, under whatever name, and automation without an account of its own.
BOTS += [
    identity("Automated commit", "action@github.com"),
    identity("Anonymous", "noreply@weblate.org"),
    identity("Mend Renovate", "bot@renovateapp.com"),
    identity("actions-user", "65916846+actions-user@users.noreply.github.com"),
    identity("renovate-acme", "29139614+renovate[bot]@users.noreply.github.com"),
    identity("acme", "acme[bot]@acme.example"),
    identity("Weblate (bot)", "w@acme.example"),
    identity("gitlab-ci", "gitlab-ci@acme.example"),
    identity("Travis CI User", "travis@example.org"),
    identity("release-on-tag", "r@acme.example"),
    identity("Deployment pipeline", "d@acme.example"),
    identity("Fairy Bot 2", "f@acme.example"),
    identity("Bot Fairy", "f@acme.example"),
    identity("x", None, account("github.com", "codetriage-readme-bot")),
    identity("botgov", "b@acme.example"),
    identity("flat-data", "f@acme.example"),
    identity("hubot", "h@acme.example"),
]
AGENTS = [
    identity("Claude", "noreply@anthropic.com"),
    identity("Claude Opus 9", "x@acme.example"),
    identity("Copilot", "198982749+Copilot@users.noreply.github.com"),
    identity("copilot-swe-agent[bot]", None),
    identity("Devin AI", "158243242+devin-ai-integration[bot]@users.noreply.github.com"),
    identity("google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"),
    identity("aider (model-5)", "x@acme.example"),
    identity("openhands", "openhands@all-hands.dev"),
    identity("Cursor Agent", "cursoragent@cursor.com"),
]
HUMANS = [
    identity("Abbott", "abbott@example.org"),
    identity("Jonas", None, account("github.com", "jonas-talbot")),
    identity("Mette", "12+mholm@users.noreply.github.com"),
    identity("Renovatesen", "r@example.org"),
    identity("Robotnik", "r@example.org"),
    identity("Ci-Jun Wang", "ci@example.org"),
    identity("Marcin Talbot", None, account("github.com", "altinnadmin")),
    identity("Claude Dupont", "claude@example.org"),
    identity("Devin Holm", "devin@example.org"),
    identity("Mercibots", None, account("github.com", "cibola")),
    identity("Shawn", "shawnbot@users.noreply.github.com"),
]


@pytest.mark.parametrize("who", BOTS, ids=repr)
def test_bots_are_set_aside(who):
    people = resolve(facts(who))
    assert people.bots == {who}
    assert not people.of


@pytest.mark.parametrize("who", AGENTS, ids=repr)
def test_agents_are_set_aside_and_told_from_other_automation(who):
    people = resolve(facts(who))
    assert people.bots == people.agents == {who}
    assert not people.of


def test_a_bot_is_no_agent():
    assert resolve(facts(*BOTS)).agents == frozenset()


@pytest.mark.parametrize("who", HUMANS, ids=repr)
def test_people_with_bot_in_their_names_are_people(who):
    assert resolve(facts(who)).bots == frozenset()


def test_the_configuration_adds_bots_by_name_or_account():
    named, linked = identity("Fairy", "f@x.dk"), identity("Elf", None, account("github.com", "elf"))
    assert resolve(facts(named, linked), PeopleRules(("fairy", "ELF"))).bots == {named, linked}
    assert resolve(facts(linked), PeopleRules(("github.com/elf",))).bots == {linked}
    assert not resolve(facts(named, linked), PeopleRules(("fair",))).bots


def test_what_a_bots_account_did_without_the_flag_is_the_bots_too():
    flagged = identity("Acme", None, account("github.com", "acme-ci"), bot=True)
    plain = identity("Acme CI", "7+acme-ci@users.noreply.github.com")
    assert resolve(facts(flagged, plain)).bots == {flagged, plain}


def test_a_bot_that_writes_from_an_offices_address_leaves_its_people_alone():
    office, bot = identity("Mette", "info@example.dk"), identity("renovate[bot]", "info@example.dk")
    people = resolve(facts(office, bot))
    assert (set(people.of), people.bots) == ({office}, {bot})


def test_the_configuration_brings_people_back_whatever_they_look_like():
    ben, flagged = (
        identity("Ben Bot", "ben@x.nl"),
        identity("Deploy", None, account("github.com", "d"), bot=True),
    )
    assert resolve(facts(ben, flagged)).bots == {ben, flagged}
    assert resolve(facts(ben, flagged), PeopleRules(not_bots=("ben bot",))).bots == {flagged}
    assert not resolve(facts(ben, flagged), PeopleRules(not_bots=("Ben Bot", "github.com/d"))).bots


def test_words_of_bots_are_whole_words_at_the_edges():
    inside = [identity(f"{word}ertson", "a@x.dk") for word in lists().bots.words]
    assert not resolve(facts(*inside)).bots
