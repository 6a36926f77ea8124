"""The tab of the change requests: how long they take, who reviews them, how many wait."""

from civitop.signals.change_requests import CHANGE_REQUESTS
from tui.tabs.base import Part, signal_part

PARTS: tuple[Part, ...] = (signal_part(CHANGE_REQUESTS),)
