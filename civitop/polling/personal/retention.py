"""How long what forges said of people is held: docs/privacy.md promises it, and every round keeps the promise."""

from datetime import datetime, timedelta

from civitop.people.identities import occurrences
from civitop.polling.personal.forgetting import all_facts
from civitop.store import Store
from civitop.store.values import text, time

UNWATCHED = timedelta(days=30)
"""How long facts of a repository are kept that no network has any more."""
BETWEEN = timedelta(days=1)
"""Profiles of accounts that stand in no facts any more go after this at the latest, while somebody polls."""
_LOOKED = "retention/profiles"


def drop_profiles(store: Store, now: datetime) -> None:
    """Once a day, remove the profiles of accounts that stand in no facts any more; reads all facts."""
    looked = time((store.get(_LOOKED) or b"").decode("ascii", "replace"))
    if looked is not None and now - BETWEEN < looked <= now:
        return
    if looked is not None:  # what is new holds nobody who has left
        present = {who.login for facts in all_facts(store) for who, _ in occurrences(facts) if who.login}
        store.drop_profiles_but(present)
    store.put(_LOOKED, text(now).encode())
