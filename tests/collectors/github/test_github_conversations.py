"""Who answers only after many words of the author is found, in a first round and in an increment."""

from datetime import timedelta

from civitop.demo.world.model import Account, Comment, Review

AUTHOR = Account(9_001, "dagny-demo", "Dagny Demo", "dagny@demo.example")
HELPER = Account(9_002, "hans-demo", "Hans Demo", "hans@demo.example")
ROBOT = Account(9_003, "lint-demo[bot]", "Lint", "lint@demo.example", bot=True)


def at(moment):
    return int(moment.timestamp())


def monologue(thread, opened, words):
    """Let the author speak so often, an hour apart, before somebody else does."""
    thread.author, thread.created, thread.closed = AUTHOR, at(opened), None
    thread.comments = [
        Comment(70_000 + n, AUTHOR if n < words else HELPER, at(opened + timedelta(hours=n + 1)))
        for n in range(words + 1)
    ]
    thread.updated = thread.comments[-1].at


def reviewed_by_bots(request, opened, merged):
    request.author, request.created, request.comments = AUTHOR, at(opened), []
    request.closed = request.merged = request.updated = at(merged)
    request.reviews = [
        Review(80_000 + n, ROBOT if n < 6 else HELPER, at(opened + timedelta(hours=n + 1))) for n in range(7)
    ]


async def test_the_answer_behind_the_first_comments_and_reviews_is_read(scene):
    async with scene(1, scale={"issues": 8, "change_requests": 6}) as it:
        [name] = [project.path for project in it.world.projects]
        contents = it.world.contents(f"github:{name}")
        opened = it.world.time.replace(microsecond=0) - timedelta(days=20)
        issue, request = contents.issues[-1], contents.change_requests[-1]
        monologue(issue, opened, 9)
        reviewed_by_bots(request, opened, opened + timedelta(days=3))
        known = (await it.first_round())[name]
        facts = known.facts()
        [held] = [each for each in facts.issues if each.number == issue.number]
        assert (held.comments, len(held.responses)) == (10, 10)
        assert held.responses[-1].author.login.endswith("/hans-demo")
        [change] = [each for each in facts.change_requests if each.number == request.number]
        assert (change.comments, change.review_total, len(change.reviews)) == (0, 7, 7)
        assert change.reviews[-1].at == opened + timedelta(hours=7)


async def test_an_increment_reads_on_as_well(scene):
    async with scene(1, scale={"issues": 8, "change_requests": 6}) as it:
        [name] = [project.path for project in it.world.projects]
        known = (await it.first_round())[name]
        contents = it.world.contents(f"github:{name}")
        it.world.change(f"github:{name}", "issue")
        issue = contents.issues[-1]
        talk = [Comment(90_000 + n, issue.author, issue.created) for n in range(8)]
        issue.comments = [*talk, Comment(90_009, HELPER, issue.created)]
        [result] = await it.collect([known])
        [held] = [each for each in result.facts.issues if each.number == issue.number]
        assert len(held.responses) == held.comments == 9
