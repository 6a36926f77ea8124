"""With --anonymous no name, account or address of the demo is in any form of what is written, nor in a notice."""

import asyncio
import json
import re
from datetime import timedelta

import pytest

from civitop.cli.commands.demo import demo_watch
from civitop.cli.progress.headless import poll_once
from civitop.demo import open_city
from civitop.export import FORMATS, differences, writer
from civitop.export.anonymous import anonymous
from civitop.export.datapackage import files
from civitop.export.pseudonyms import pseudonym_key
from civitop.reading.difference import difference
from civitop.reading.feed import Still
from civitop.service.notices import encode, of_changes
from tui.picture import picture

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def people() -> set[str]:
    """Return every name, account and address of people in the invented network, lower case."""
    world, found = open_city(), set[str]()
    for project in world.projects:
        truth = world.truth(project.key)
        accounts = [c.author.account for c in truth.commits if c.author.account]
        found |= {c.author.name for c in truth.commits} | {c.author.email for c in truth.commits}
        found |= {word for a in accounts for word in (a.name, a.login, a.email)}
    bots = ("[bot]", "github-actions", "renovate", "dependabot")
    return {each.casefold() for each in found if each and not any(bot in each for bot in bots)}


def test_no_form_names_anybody_and_pseudonyms_are_the_same_in_all() -> None:
    with demo_watch(living=False) as wiring:
        poll_once(wiring.watch)
        watch, key = wiring.watch, pseudonym_key(wiring.store)
        named = watch.measured()
        then = watch.snapshot(named.asof - timedelta(days=180))
        now, before = anonymous(named, key), anonymous(then, key)
        changes = Still(watch, now).changes()
        outputs = {name: writer(name)(now) for name in FORMATS}
        outputs |= {f"table {name}": text for name, text in files(now, changes, people=False).items()}
        outputs |= {
            f"diff as {name}": differences.writer(name)(difference(before, now))
            for name in differences.FORMATS
        }
        outputs["svg"] = asyncio.run(picture(Still(watch, now), size=(200, 60)))
        outputs["notices"] = b"".join(map(encode, of_changes(changes))).decode()
        whole = writer("json")(named)
    wanted = people()
    assert len(wanted) > 60
    assert len(mentioned(wanted, whole)) > 20  # there is something to leave out
    found = {name: sorted(mentioned(wanted, text)) for name, text in outputs.items()}
    assert {name: names for name, names in found.items() if names} == {}
    pseudonyms = [set(re.findall(r"person-[0-9a-f]{10}", outputs[name])) for name in ("json", "html")]
    assert pseudonyms[0] == pseudonyms[1] != set()
    assert figures(json.loads(outputs["json"])) == figures(json.loads(whole))


def mentioned(wanted: set[str], text: str) -> set[str]:
    """Return which of them stand in a text as words of their own."""
    folded = text.casefold()
    near = {each for each in wanted if each in folded}  # much quicker than what decides
    return {each for each in near if re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", folded)}


def figures(snapshot: dict) -> list:
    """Return every value of every signal."""
    return [
        (repository["id"], id, signal["value"], signal["level"])
        for repository in snapshot["repositories"]
        for id, signal in repository["signals"].items()
    ]
