"""Progress without a terminal tells what a round waits for, and until when."""

import io
from datetime import UTC, datetime

import pytest

from civitop.cli.headless import Progress
from civitop.i18n.message import say
from civitop.polling.collector import Budget
from civitop.polling.events import BudgetChanged


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2026, 11, 22, 23, 59, 30, tzinfo=UTC), "until 23:59:30 UTC"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "until 2026-11-23 01:30:00 UTC"),
    ],
)
def test_the_day_is_shown_where_a_wait_does_not_end_today(until, said):
    out = io.StringIO()
    progress = Progress(out, lambda: datetime(2026, 11, 22, 23, tzinfo=UTC))
    progress.take(
        BudgetChanged(Budget(forge="hub", pool="rest", waiting_until=until, reason=say("It asked for it.")))
    )
    assert said in out.getvalue()
