"""How long a million affiliations take, and loading the registry: `python benchmarks/affiliation.py`.

Ten thousand invented people, a fifth of them with a municipal address, a third settled by having been seen
elsewhere, half with two identities; the contributions are in random order.
"""

import random
import time
from datetime import UTC, date, datetime, timedelta

from civitop.model import Identity, identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import load
from civitop.people.affiliation.sightings import Sighting, keys

CONTRIBUTIONS = 1_000_000
PEOPLE = 10_000


def person(number: int) -> Identity:
    name = f"Anna{number} Ås{number}"
    domain = ("mtm.aarhus.dk", "gmail.com", "example.org", "users.noreply.github.com", "magenta.dk")[
        number % 5
    ]
    return identity(name, f"anna{number}@{domain}")


def main() -> None:
    began = time.perf_counter()
    registry = load()
    took = time.perf_counter() - began
    print(f"registry of {len(registry.organisations)} organisations loaded in {took:.3f} s")
    chance = random.Random(1)
    people = [person(number) for number in range(PEOPLE)]
    seen = [
        Sighting(key, "NL-0363", date(2025, 1, 1), date(2025, 6, 30), 5)
        for who in people[::3]
        for key in keys(who)
    ]
    start = datetime(2024, 1, 1, tzinfo=UTC)
    contributions = [
        (chance.choice(people), start + timedelta(hours=chance.randrange(20_000)))
        for _ in range(CONTRIBUTIONS)
    ]
    affiliator = NetworkAffiliator(registry, sightings=seen, country="DK")
    began, worked = time.perf_counter(), time.process_time()
    for who, at in contributions:
        affiliator.affiliate(who, at)
    took, work = time.perf_counter() - began, time.process_time() - worked
    print(f"{CONTRIBUTIONS} contributions of {PEOPLE} people in {took:.2f} s, {work:.2f} s of the processor")


if __name__ == "__main__":
    main()
