"""The same full name in one repository is one person (SIGNALS.md), unless something says that these are two.

Over full histories, identities that are split raise the absence factor of 5 of 27 repositories and never lower
it; SortingHat (CHAOSS) and Avelino's truck-factor tool join by name as well. Two namesakes are told apart by
different accounts on one host, or by a `.mailmap` that gives them different proper addresses (a line that only
puts a name right tells nobody apart). Where two of those who bear a name are told apart, nothing tells to which
of them the others belong: none is joined.
"""

from collections.abc import Mapping, Sequence

from civitop.model import Identity, MailmapEntry
from civitop.people.clusters import Clusters
from civitop.people.full_names import full_name

_MAILMAP = ".mailmap"


def join_names(
    clusters: Clusters,
    nodes: Mapping[Identity, str],
    proper: Mapping[Identity, Identity],
    mailmap: Sequence[MailmapEntry],
) -> int:
    """Unite the clusters that bear the same full name; return how many were taken up by another one.

    `nodes` has the node in `clusters` of each identity, `proper` the identity as the `.mailmap` has it.
    """
    # An address that another line exchanges is no last word on who somebody is.
    given = {entry.proper.address for entry in mailmap if entry.proper}
    given -= {e.seen_address for e in mailmap if e.proper and e.proper.address != e.seen_address}
    marks: dict[str, set[str]] = {}
    bearers: dict[str, set[str]] = {}
    for who, node in nodes.items():
        identity, root = proper[who], clusters.root(node)
        marks.setdefault(root, set()).update(_marks(identity, given))
        if name := full_name(identity.name):
            bearers.setdefault(name, set()).add(root)
    joins = 0
    for _, roots in sorted(bearers.items()):
        present = sorted({clusters.root(root) for root in roots})
        if _told_apart([marks[root] for root in present]):
            continue
        whole = set().union(*(marks[root] for root in present))
        for root in present[1:]:
            clusters.unite(present[0], root)
        marks[clusters.root(present[0])] = whole
        joins += len(present) - 1
    return joins


def _marks(identity: Identity, given: set[str | None]) -> set[str]:
    """Return what tells a cluster from another one that has it too: both would be one cluster otherwise.

    That is the host of an account, and that the mailmap gives the address: equal accounts and equal addresses
    are joined already.
    """
    found = {identity.login.partition("/")[0]} if identity.login else set()
    if identity.address and identity.address in given:
        found.add(_MAILMAP)
    return found


def _told_apart(marks: Sequence[set[str]]) -> bool:
    seen: set[str] = set()
    for each in marks:
        if not seen.isdisjoint(each):
            return True
        seen |= each
    return False
