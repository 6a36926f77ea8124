"""`civitop config`: the merged configuration, as civitop understands it."""

import argparse
from typing import Any

from civitop.cli.output import tell
from civitop.config.secrets import masked
from civitop.config.settings import Config, Forge, NetworkSettings, Notify, TokenSource
from civitop.expected import Expected
from civitop.i18n.language import N_
from civitop.i18n.message import say

HELP = N_("print the merged configuration")
DESCRIPTION = N_(
    "Prints the configuration that is in force, merged with the defaults, and the file it came from."
)
EXAMPLES = (("civitop config", ""), ("civitop config --config ./ours.toml", ""))


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: only the common ones."""


def run(arguments: argparse.Namespace) -> int:
    """Print the configuration as TOML."""
    from civitop.cli.wiring import read_config

    return tell(as_toml(read_config(arguments)).rstrip())


def as_toml(config: Config) -> str:
    """Return the configuration in the form of config.toml; reading it gives the same again.

    Words of commands that may be secrets are left out, so that the output can be shown to somebody.
    """
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(str(say("from {file}", file=config.path or ""))))
    document["poll"] = {"every": f"{int(config.every.total_seconds())}s"}
    if config.store:
        document["store"] = {"address": config.store}
    document["screen"] = {"theme": config.theme, "language": config.language, "motion": config.motion}
    document["alerts"] = {"bell": config.alerts.bell, "desktop": config.alerts.desktop}
    document["notify"] = _notify(config.notify)
    document["keys"] = dict(config.keys)
    document["affiliation"] = {"registry": list(config.registry)}
    document["forge"] = {name: _forge(forge) for name, forge in config.forges.items()}
    document["network"] = {id: _network(network) for id, network in config.networks.items()}
    return tomlkit.dumps(document)


def _forge(forge: Forge) -> dict[str, object]:
    table: dict[str, object] = {"kind": forge.kind}
    if forge.addressed:
        token = {"env": list(forge.token.env), "command": masked(forge.token.command)}
        table |= {
            "url": forge.url,
            "token": {k: v for k, v in token.items() if v}
            | ({"keyring": forge.token.keyring} if forge.token.keyring else {}),
            "reserve": forge.reserve,
            "concurrency": forge.concurrency,
            "history": forge.history,
        }
    if forge.app:
        key = {"env": forge.app.key.env, "command": masked(forge.app.key.command), "file": forge.app.key.file}
        table["app"] = {
            "id": forge.app.id,
            "installation": forge.app.installation,
            "key": {name: value for name, value in key.items() if value},
        }
    return table


def _notify(notify: Notify) -> dict[str, object]:
    table: dict[str, object] = {
        "webhook": notify.webhook or _place(notify.webhook_from),
        "secret": _place(notify.secret),
        "command": masked(notify.command),
        "on": list(notify.on),
    }
    return {key: value for key, value in table.items() if value or key == "on"}


def _place(source: TokenSource) -> dict[str, object]:
    """Return where a secret is, as the configuration says it."""
    if source.env:
        return {"env": source.env[0]}
    return {"command": masked(source.command)} if source.command else {}


def _network(network: NetworkSettings) -> dict[str, object]:
    table: dict[str, object] = {
        "name": network.name,
        "country": network.country,
        "homepage": network.homepage,
        "note": network.note,
        "watch": [{"source": str(s), "forks": True} if s.forks else str(s) for s in network.watch],
        "ignore": list(network.ignore),
        "members": list(network.members),
        "affiliations": network.affiliations,
        "bots": list(network.people.bots),
        "not_bots": list(network.people.not_bots),
        "thresholds": {
            id: {k: v for k, v in (("watch", t.watch), ("bad", t.bad)) if v is not None}
            for id, t in network.thresholds.items()
        },
        "releases": {"pattern": network.release_names} if network.release_names else {},
        "expect": {id: [_expected(each) for each in entries] for id, entries in network.expect.items()},
    }
    if network.deep:
        table["deep"] = True
    if not network.people.join_names:
        table["join_names"] = False
    return {key: value for key, value in table.items() if value or value is False}


def _expected(expected: Expected) -> dict[str, Any]:
    only = {"only": list(expected.only)} if expected.only else {}
    return {"reason": expected.reason, "until": expected.until, **only}
