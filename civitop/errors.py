"""Everything that can go wrong, each with one sentence for the person.

CivitopError
├── UsageError            wrong command line                                      exit 2
├── ConfigError           wrong configuration: file, line, key, what is right     exit 2
├── StoreError            the store cannot be read or written                     exit 2
│   └── DiskFull          there is no room for it                                 exit 4
├── OutputError           what a command makes cannot be written                  exit 5
└── CollectError          a repository or a source could not be collected
    ├── NotFound          it does not exist, or the token may not see it
    ├── Unauthorised      the forge refuses the token
    ├── NeedsToken        the forge gives this to nobody without a token
    ├── Unreachable       no network, no answer, or no answer that makes sense
    ├── RateLimited       the budget is spent until a stated time
    └── NotARepository    a path without a git repository
"""

from datetime import datetime

from civitop.i18n.message import Phrase, literally


class CivitopError(Exception):
    """An error whose text is a whole sentence: what happened, to what, what to do.

    `phrase` says it in the language in use, for whoever reads it; `str(error)` is English, for logs.
    """

    def __init__(self, sentence: Phrase | str) -> None:
        self.phrase = literally(sentence) if isinstance(sentence, str) else sentence
        super().__init__(self.phrase.english)


class UsageError(CivitopError):
    """The command line asks for something that does not exist or does not fit together."""


class ConfigError(CivitopError):
    """The configuration is wrong; the sentence names file, line, key and what would be right."""


class StoreError(CivitopError):
    """The store is damaged, from a newer civitop, or not writable."""


class DiskFull(StoreError):
    """There is no room on the disk of the store; what is kept stays."""


class OutputError(CivitopError):
    """Standard output or a file for the output cannot be written."""


class CollectError(CivitopError):
    """A source or a repository could not be collected; the others go on."""


class NotFound(CollectError):
    """The repository or owner does not exist, or the token may not see it."""


class Unauthorised(CollectError):
    """The forge refuses the token."""


class NeedsToken(CollectError):
    """The forge answers this question only to somebody with a token."""


class Unreachable(CollectError):
    """The forge does not answer, or answers nonsense, after all retries."""


class NotARepository(CollectError):
    """The path or address holds no git repository."""


class RateLimited(CollectError):
    """The budget is spent.

    `until` (UTC) is when the forge answers again, where it said so.
    """

    def __init__(self, sentence: Phrase | str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until
