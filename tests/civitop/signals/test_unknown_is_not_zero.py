"""Where a kind of fact is not held, no figure that rests on it is zero."""

import pytest

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.response_time import RESPONSE_TIME


@pytest.mark.parametrize("signal", [CHANGE_REQUESTS, RESPONSE_TIME], ids=lambda each: each.id)
def test_a_clone_knows_no_conversations(make, asof, signal):
    absent = Extent.absent(literally("A clone has none."))
    project = make.project(extents={"issues": absent, "change_requests": absent})
    measured = signal.measure(project, asof, Settings())
    figures = {name: getattr(measured.detail, name) for name in measured.detail.__struct_fields__}
    assert figures == dict.fromkeys(figures)
    assert (measured.value, measured.coverage.sample, measured.level) == (None, None, "unknown")
