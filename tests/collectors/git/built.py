"""Histories made in one go by `git fast-import`: quick, and able to hold what git's commands refuse to make."""

from tests.collectors.git.conftest import Clone

Change = tuple[str, ...]
"""`("M", path)` or `("M", path, text)`, `("D", path)`, `("R", old, new)`, `("L", path)` for a link."""


class Built:
    """Writes commits for `git fast-import`; every file has its own long text unless one is given."""

    def __init__(self, clone: Clone) -> None:
        self.clone = clone
        self._written: list[bytes] = []
        self._marks: dict[str, int] = {}
        self._number = 0

    def commit(
        self, who: str, *changes: Change, branch: str = "main", onto: str = "", merges: str = "", at: int = 0
    ) -> "Built":
        """Add a commit by `who` (`Name <address>`, or a name); `onto` is where a new branch begins."""
        self._number += 1
        person = who if "<" in who else f"{who} <{who.lower()}@bakkeby.example>"
        date = at or 1_700_000_000 + 60 * self._number
        lines = [f"commit refs/heads/{branch}", f"mark :{self._number}"]
        lines += [f"author {person} {date} +0000", f"committer {person} {date} +0000", "data 1", "x"]
        parent = self._marks.get(onto or branch)
        lines += [f"from :{parent}"] if parent else []
        lines += [f"merge :{self._marks[merges]}"] if merges else []
        for change in changes:
            lines += self._lines(*change)
        self._marks[branch] = self._number
        self._written.append("\n".join(lines).encode() + b"\n")
        return self

    def done(self) -> Clone:
        """Import what was written; the clone stands at `main`."""
        self.clone.git("fast-import", "--quiet", "--force", "--date-format=raw", text=b"".join(self._written))
        return self.clone

    def _lines(self, kind: str, path: str, more: str = "") -> list[str]:
        if kind == "M":
            text = more or "".join(f"line {number} of {path}\n" for number in range(20)) + str(self._number)
            return [f'M 100644 inline "{path}"', f"data {len(text.encode())}", text]
        if kind == "L":
            return [f'M 120000 inline "{path}"', "data 1", "x"]
        return [f'D "{path}"'] if kind == "D" else [f'R "{path}" "{more}"']
