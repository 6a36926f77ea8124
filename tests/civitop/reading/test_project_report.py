"""One repository in depth: what waits leads to where a person reads it."""

from datetime import timedelta
from typing import Any

import pytest

from civitop.model import Issue
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.reading.project_report import waiting
from civitop.store import Store


@pytest.mark.parametrize(
    ("pages", "address"),
    [
        ({"issue_page": "issues/#"}, "https://hub.example/bakkeby/desk/issues/7"),
        ({"issue_page": "-/issues/#"}, "https://hub.example/bakkeby/desk/-/issues/7"),
        ({}, ""),
        ({"issue_page": "issues/#", "url": ""}, ""),
    ],
)
def test_an_issue_that_waits_has_the_address_that_its_collector_told(
    maker: Any, pages: dict[str, str], address: str
) -> None:
    opened = maker.now - timedelta(days=9)
    issue = Issue(7, "Nobody answers", None, opened, opened, comments=0, responses=())
    facts = maker.facts(maker.repository(**pages), issues=(issue,))
    measurer = Measurer(maker.network(), Store(":memory:"), maker.registry, Stated())
    assert [item.url for item in waiting(measurer.project(facts), maker.now)] == [address]
