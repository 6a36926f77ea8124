"""A mapping that is made when somebody first looks into it: what nobody asks for is not worked out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Later(Mapping[str, T]):
    """The mapping that `make` returns, called once at the first look; equal to any mapping with the same items.

    For any thread: two that look first at the same moment may both make it, and both see the same.
    """

    __slots__ = ("_made",)

    def __init__(self, make: Callable[[], Mapping[str, T]]) -> None:
        self._made: Callable[[], Mapping[str, T]] | Mapping[str, T] = make

    def _whole(self) -> Mapping[str, T]:
        made = self._made
        if callable(made):
            made = self._made = made()
        return made

    def __getitem__(self, key: str) -> T:
        return self._whole()[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key; `Mapping` itself takes three times as long, and pages ask for every figure."""
        return self._whole().get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())
