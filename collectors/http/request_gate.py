"""Who may ask now: turns, limits, pauses and waits of one forge, and telling about them.

Knows nothing of HTTP. Every wait is announced through `notify` before it begins and taken back after.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from civitop.config.settings import Forge
from civitop.errors import NeedsToken, RateLimited, Unauthorised
from civitop.i18n.message import Phrase, say
from civitop.polling.collector import Budget, Notify, Spent
from collectors.http.rate_limits import RESET_MARGIN, TRIES, Account, Allowance, Patience
from collectors.waits import Waits

log = logging.getLogger("civitop.transport")

SECONDARY_PAUSE = timedelta(seconds=60)
"""When a secondary limit names no time: a minute, then doubling (GitHub's documentation)."""
REFUSED_REST = timedelta(minutes=10)
"""How long a token is not tried that the forge refused. One answer of a forge in trouble must not silence a service
until it is started anew, and one that asks often with a wrong token looks like guessing: each time twice as long."""
LONGEST_REST = timedelta(hours=2)


class Refusals:
    """Which tokens a forge refused, and until when each is not tried."""

    def __init__(self) -> None:
        self._rests: dict[str, tuple[datetime, timedelta]] = {}
        """Until when, and how long that was."""

    def add(self, token: str, now: datetime) -> None:
        """Note that a token was refused; of requests that were under way together one counts."""
        if not self.has(token, now):
            _, before = self._rests.get(token, (now, REFUSED_REST / 2))
            rest = min(2 * before, LONGEST_REST)
            self._rests[token] = now + rest, rest

    def has(self, token: str | None, now: datetime) -> bool:
        """Return whether a token is not to be tried now."""
        if token not in self._rests:
            return False
        until, rest = self._rests[token]
        return until - rest <= now < until  # a clock that was once ahead keeps nothing back

    def accepted(self, token: str | None) -> None:
        """Forget what was before: the token is good."""
        self._rests.pop(token or "", None)


class Gate:
    """The politeness towards one forge."""

    def __init__(
        self,
        forge: Forge,
        tokens: Sequence[str],
        notify: Notify,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        waits: Waits | None = None,
    ) -> None:
        """Without `waits`, which bounds them, waits are as long as the forge asks for."""
        self.forge = forge
        self._bounds = waits or Waits()
        self._put_off: dict[str, tuple[datetime, Phrase]] = {}
        """Limits that were not waited for, by pool."""
        self.tokens = tuple(dict.fromkeys(token for token in tokens if token))
        self._notify = notify
        self._clock = clock
        self._sleep = sleep
        self._slots = asyncio.Semaphore(max(1, forge.concurrency))
        self._accounts: dict[str, list[Account]] = {}
        self._refusals = Refusals()
        self._paused_until: datetime | None = None
        self._patience = Patience()
        self._slept_until: datetime | None = None
        self._waits: dict[str, Counter[tuple[datetime, Phrase]]] = {}
        self._spent: dict[str, Spent] = {}
        self._told: dict[str, Budget] = {}

    def limit(self, account: Account, said: Allowance, until: datetime | None, *, secondary: bool) -> None:
        """Set up the wait the forge asked for: of one token (primary), or of the whole host (secondary).

        Raises `RateLimited` where the forge refuses again and again however long is waited.
        """
        now = self.now()
        patience = self._patience if secondary else account.patience
        if not secondary and said.resets_at:
            reset = said.resets_at + RESET_MARGIN
            until = max(until, reset) if until else reset
        waits = patience.limit(now, until, SECONDARY_PAUSE)
        if secondary:
            self.pause(waits)
        if patience.exhausted:
            raise self._given_up(waits)

    def _given_up(self, until: datetime) -> RateLimited:
        sentence = say(
            "{host} refuses for too many requests, also after {count} pauses; "
            "civitop asks again in a later round.",
            host=self.forge.host,
            count=TRIES,
        )
        return RateLimited(sentence, until)

    def _too_long(self, pool: str, until: datetime, reason: Phrase) -> RateLimited:
        """Tell everybody that a limit is not waited for, and return the error that says so."""
        self._put_off[pool] = until, reason
        self.tell(pool)
        time = f"{until.astimezone(UTC):%H:%M}"
        sentence = say(
            "{host}: {reason} It is asked again after {time} UTC.",
            host=self.forge.host,
            reason=reason,
            time=time,
        )
        return RateLimited(sentence, until)

    def _check_patience(self, pool: str, until: datetime) -> None:
        """Raise where waiting was of no use so often that others need not try it too."""
        accounts = self.accounts(pool)
        if self._patience.exhausted or all(account.patience.exhausted for account in accounts):
            raise self._given_up(until)

    def pause(self, until: datetime) -> None:
        """Let nobody ask this host before then."""
        self._paused_until = max(until, self._paused_until or until)

    def refuse(self, account: Account) -> None:
        """Set a token aside for a while that the forge does not accept; raise when there is no other."""
        host = self.forge.host
        if account.token is None:
            sentence = say(
                "{host} answers this to nobody without a token: set one for {forge}.",
                host=host,
                forge=self.forge.name,
            )
            raise NeedsToken(sentence)
        self._refusals.add(account.token, self.now())
        self._check_tokens()
        log.warning("%s refuses one of %d tokens; going on with the others", host, len(self.tokens))

    def _check_tokens(self) -> None:
        """Raise while all tokens are set aside: asking again at once would only look like guessing."""
        now = self.now()
        if self.tokens and all(self._refusals.has(token, now) for token in self.tokens):
            host, name = self.forge.host, self.forge.name
            sentence = say(
                "{host} refuses the token for {forge} (wrong or expired): set a new one.",
                host=host,
                forge=name,
            )
            raise Unauthorised(sentence)

    def accounts(self, pool: str) -> list[Account]:
        """Return the accounts of a pool, one for each token that is not set aside."""
        now = self.now()
        tokens: Sequence[str | None] = self.tokens or (None,)
        held = self._accounts.setdefault(pool, [Account(token, self.forge.reserve) for token in tokens])
        return [account for account in held if not self._refusals.has(account.token, now)] or held[:1]

    def _obstacle(self, pool: str, cost: int) -> tuple[datetime, Phrase] | None:
        now = self.now()
        if self._paused_until and self._paused_until > now:
            return self._paused_until, say("It asked for a pause (secondary limit).")
        accounts = self.accounts(pool)
        times = [account.free_at(now, cost) for account in accounts]
        if None in times:
            return None
        left = sum(account.remaining or 0 for account in accounts)
        limit = sum(account.limit or 0 for account in accounts)
        until = min(filter(None, times))
        if not self.forge.reserve:
            return until, say("{left} of {limit} left.", left=left, limit=limit)
        return until, say(
            "{left} of {limit} left; {share:.0%} are kept for you.",
            left=left,
            limit=limit,
            share=self.forge.reserve,
        )

    @asynccontextmanager
    async def turn(self, pool: str, cost: int) -> AsyncIterator[Account]:
        """Wait until a request may go out, and hold its place while it is under way."""
        while True:
            self._check_tokens()
            if obstacle := self._obstacle(pool, cost):
                self._check_patience(pool, obstacle[0])
                if not self._bounds.allow(self.now(), obstacle[0]):
                    raise self._too_long(pool, *obstacle)
                await self.wait(pool, *obstacle)
                continue
            async with self._slots:
                if self._obstacle(pool, cost):
                    continue  # it came up while this request queued for its place
                now = self.now()
                free = (account for account in self.accounts(pool) if not account.free_at(now, cost))
                account = max(free, key=lambda account: (account.left(now), -account.in_flight))
                account.in_flight += cost
                try:
                    yield account
                finally:
                    account.in_flight -= cost
                return

    async def wait(self, pool: str, until: datetime, reason: Phrase) -> None:
        """Sleep until then; everybody is told before and after."""
        waits = self._waits.setdefault(pool, Counter())
        wait = (until, reason)
        waits[wait] += 1
        if waits[wait] == 1:
            log.info(
                "%s waits until %s: %s", self.forge.host, until.isoformat(timespec="seconds"), reason.english
            )
        self.tell(pool)
        try:
            await self._sleep(max(0.0, (until - self.now()).total_seconds()))
            self._slept_until = max(until, self._slept_until or until)
        finally:
            waits[wait] -= 1
            if not waits[wait]:
                del waits[wait]
            self.tell(pool)

    def succeeded(self, account: Account) -> None:
        """Take note of a good answer: the next limit begins with the shortest pause again."""
        self._patience.times = account.patience.times = 0
        self._refusals.accepted(account.token)

    def now(self) -> datetime:
        """Return the time, at least that until which was slept: a clock that stands still ends no wait."""
        now = self._clock()
        return max(now, self._slept_until) if self._slept_until else now

    def spent(self) -> Spent:
        """Return what was asked in all pools together."""
        pools = self._spent.values()
        return Spent(
            sum(spent.requests for spent in pools),
            sum(spent.points for spent in pools),
            sum(spent.bytes for spent in pools),
        )

    def budget(self, pool: str) -> Budget:
        """Return what is left in a pool, over all tokens, and whether it waits."""
        accounts = [account for account in self.accounts(pool) if account.limit is not None]
        waits = self._waits.get(pool)
        until, reason = max(waits, key=lambda wait: wait[0]) if waits else self._not_waited_for(pool)
        return Budget(
            forge=self.forge.name,
            pool=pool if self.tokens else "anonymous",
            limit=sum(account.limit or 0 for account in accounts) if accounts else None,
            remaining=sum(account.remaining or 0 for account in accounts) if accounts else None,
            resets_at=min((account.resets_at for account in accounts if account.resets_at), default=None),
            waiting_until=until,
            reason=reason,
            spent=self._spent.get(pool, Spent()),
        )

    def _not_waited_for(self, pool: str) -> tuple[datetime | None, Phrase | None]:
        until, reason = self._put_off.get(pool, (None, None))
        return (until, reason) if until and until > self.now() else (None, None)

    def tell(self, pool: str) -> None:
        """Announce the budget of a pool, where it is not what was announced last."""
        budget = self.budget(pool)
        if budget != self._told.get(pool):
            self._told[pool] = budget
            self._notify(budget)

    def count(self, pool: str, *, requests: int = 0, points: int = 0, wire: int = 0) -> None:
        """Add to what was spent."""
        spent = self._spent.get(pool, Spent())
        self._spent[pool] = Spent(spent.requests + requests, spent.points + points, spent.bytes + wire)
