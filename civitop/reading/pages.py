"""Where a person reads what stands in a report on the pages of its forge."""

from urllib.parse import quote, urlsplit

from msgspec import Struct

from civitop.model import Repository


class Pages(Struct, frozen=True):
    """The addresses of a repository; each method returns an empty text where the forge has no such page."""

    url: str = ""
    """Of the repository itself."""
    release_page: str = ""
    file_page: str = ""

    def release(self, tag: str) -> str:
        """Return the page of a release, or of a tag."""
        return self._below(self.release_page, tag)

    def file(self, path: str) -> str:
        """Return the page of a file or of a folder at the tip of the default branch."""
        return self._below(self.file_page, path.rstrip("/"))

    def person(self, account: str | None) -> str:
        """Return the page of an account, `host/login`, where it is one of this forge."""
        host, _slash, login = (account or "").partition("/")
        parts = urlsplit(self.url)
        if not login or not self.file_page or host not in (parts.hostname, parts.netloc):
            return ""
        return f"{parts.scheme}://{parts.netloc}/{quote(login, safe='')}"

    def _below(self, page: str, name: str) -> str:
        return f"{self.url}/{page.replace('#', quote(name))}" if self.url and page and name else ""


def pages_of(repository: Repository) -> Pages:
    """Return the addresses of a repository."""
    return Pages(repository.url, repository.release_page, repository.file_page)
