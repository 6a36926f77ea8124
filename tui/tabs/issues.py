"""The tab of the issues: how many come and go, how old they are, how long somebody waits for a first answer."""

from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.response_time import RESPONSE_TIME
from tui.tabs.base import Part, signal_part

PARTS: tuple[Part, ...] = (signal_part(OPEN_ISSUES), signal_part(RESPONSE_TIME, "right"))
