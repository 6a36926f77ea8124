"""`civitop forget PERSON`: what is held of a person, taken out of the store and kept out from then on."""

import argparse

from civitop.cli.exit_codes import DONE
from civitop.cli.output import tell
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say, say_n
from civitop.polling.personal.forgetting import Held
from civitop.sanitise import plain

HELP = N_("take a person out of the store, and keep them out")
DESCRIPTION = N_(
    "Takes a person out of everything that the store holds: what they did stays counted as nobody's. A keyed hash "
    "recognises them from then on, so that no round brings them back. PERSON is an account (github.com/login), an "
    "e-mail address, its hash (sha256:…) or a full name, which stands for everybody of that name; accounts and "
    "addresses that belong together are found. Clones in the cache folder stay as they were published."
)
EXAMPLES = (
    ("civitop forget github.com/ida --show", N_("what is held, without changing it")),
    ("civitop forget github.com/ida", ""),
    ("civitop forget github.com/ida --undo", N_("let rounds keep them again")),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("person", metavar="PERSON", help=_("account, e-mail address, its hash, or full name"))
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--show", action="store_true", help=_("print what is held, and stop"))
    ways.add_argument("--undo", action="store_true", help=_("keep them again from the next round on"))


def run(arguments: argparse.Namespace) -> int:
    """Show, forget or remember; raises `UsageError` for who is nobody, or was not forgotten."""
    from civitop.cli.wiring import open_store, read_config
    from civitop.people.forgotten import Forgotten
    from civitop.polling.personal import forgetting

    with open_store(arguments, read_config(arguments)) as store:
        key, known = store.forgotten()
        marks = forgetting.asked_for(arguments.person, Forgotten(key, known))
        if arguments.show:
            held, _marks = forgetting.search(store, key, marks)
            return _shown(held)
        store.require_writing()
        if arguments.undo:
            if not forgetting.remember_again(store, marks):
                raise UsageError(say("{person} is not among the forgotten.", person=plain(arguments.person)))
            return tell(_("The next round collects everything anew, and keeps them again."))
        return _told(forgetting.forget(store, marks, key))


def _shown(held: Held) -> int:
    """Print what is held; addresses only as hashes, for they are held as nothing else."""
    for name in held.names:
        tell(str(say("name: {name}", name=name)))
    for login in held.logins:
        tell(str(say("account: {login}", login=login)))
    for address in held.addresses:
        tell(str(say("address: {hash}", hash=f"sha256:{address}")))
    for repository, times in sorted(held.times.items()):
        tell(str(say_n("{repository}: {n} time", "{repository}: {n} times", times, repository=repository)))
    if not held.times:
        tell(_("The store holds nothing of them."))
    return DONE


def _told(held: Held) -> int:
    if not held.times:
        return tell(_("The store held nothing of them; no round will keep anything from now on."))
    sentence = say_n(
        "Forgotten in {n} repository; no round will keep anything from now on.",
        "Forgotten in {n} repositories; no round will keep anything from now on.",
        len(held.times),
    )
    return tell(str(sentence))
