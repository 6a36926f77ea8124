"""Long lists whose items are shaped only when somebody looks at them."""

from collections.abc import Callable, Sequence
from typing import Any


class Listed(Sequence[Any]):
    """A list whose items are shaped only on the page that is asked for."""

    def __init__(self, items: Sequence[Any], shape: Callable[[Any], Any]) -> None:
        self._items = items
        self._shape = shape

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: Any) -> Any:
        found = self._items[place]
        return [self._shape(i) for i in found] if isinstance(place, slice) else self._shape(found)
