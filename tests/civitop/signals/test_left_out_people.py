"""Coverage tells bots from AI agents, and how often a name alone made two identities one person."""

from civitop.model import Commit, identity
from civitop.signals import activity, bus_factor, municipalities
from civitop.signals.base import Settings
from civitop.signals.credit.contributions import Contributions

METTE, HOME = identity("Mette Holm", "mette@aaholm.example"), identity("Mette Holm", "mh@mail.example")
AGENT, BOT = identity("Claude", "noreply@anthropic.com"), identity("Release Bot", "r@x.example")


def project(make):
    authors = [METTE, HOME, AGENT, AGENT, BOT]
    commits = [Commit(f"{days}", make.ago(days), author) for days, author in enumerate(authors, 3)]
    return make.project(commits=commits)


def test_agents_and_bots_are_counted_apart(make, asof):
    for signal in (bus_factor, activity, municipalities):
        coverage = signal.measure(project(make), asof, Settings()).coverage
        assert coverage.left_out == {"agents": 2, "bots": 1}, signal.ID


def test_an_agent_named_as_co_author_is_counted_and_is_nobody(make, asof):
    made = make.project(commits=[Commit("1", make.ago(3), METTE, (AGENT,))])
    contributions = made.once(Contributions, asof)
    assert len(contributions.all) == 1
    assert contributions.left_out(contributions.all[0].at, asof) == {"agents": 1}


def test_joins_by_name_are_counted(make, asof):
    for signal in (bus_factor, activity):
        assert signal.measure(project(make), asof, Settings()).coverage.name_joins == 1
