"""The ready-made networks: a TOML file each, in the form of `config.toml`, to be used as it is or copied."""

from importlib.resources import files
from typing import Any

from civitop.errors import UsageError
from civitop.i18n.message import say


def names() -> tuple[str, ...]:
    """Return the ids of all ready-made networks, sorted."""
    here = files("civitop.networks")
    return tuple(sorted(entry.name[:-5] for entry in here.iterdir() if entry.name.endswith(".toml")))


def text(name: str) -> str:
    """Return a network as TOML: `[network.NAME]` and the forges that it needs. Raises `UsageError`."""
    if name not in names():
        raise UsageError(
            say(
                "There is no ready-made network {name}; known are {names}.",
                name=repr(name),
                names=", ".join(names()),
            )
        )
    return (files("civitop.networks") / f"{name}.toml").read_text("utf-8")


def members(name: str) -> tuple[str, ...]:
    """Return the organisation ids of a network's member list, in the order of the file."""
    import tomli

    content: dict[str, Any] = tomli.loads(text(name))
    return tuple(content["network"][name].get("members", ()))
