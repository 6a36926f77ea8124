"""The files that lie in the invented repositories: community files, publiccode.yml, `.mailmap`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from civitop.demo.world.model import Account

PLAIN = ("README.md", "LICENSE")
WELL_KEPT = (
    *PLAIN, "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "GOVERNANCE.md", "CHANGELOG.md",
    "docs/index.md",
    "src/main.py", "tests/test_main.py",
)  # fmt: skip
SOME = (*PLAIN, "CONTRIBUTING.md", "CHANGELOG.md", "src/main.py")


LONG = (
    "{description}. {title} is developed in the open by municipalities and their suppliers, who share its costs, "
    "decide together what comes next, and keep it so that any other public body can take it up."
)
"""The standard asks for at least 150 characters."""


class PublicCode(Struct, frozen=True, kw_only=True):
    """What a project declares about itself."""

    status: str = "stable"
    maintenance: str = "contract"
    used_by: tuple[str, ...] = ()
    organisation: str = ""
    contractors: tuple[tuple[str, int], ...] = ()
    """Name and days from the world's `now` until the contract ends."""
    broken: bool = False


def texts(names: Sequence[str], title: str, description: str, forge: str) -> dict[str, str]:
    """Return files by path, with a pipeline where the forge wants it."""
    made = dict.fromkeys(names, f"# {title}\n\n{description}\n")
    if "LICENSE" in made:
        made["LICENSE"] = "EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n"
    if len(names) > len(PLAIN):
        pipeline = ".github/workflows/ci.yml" if forge == "github" else ".gitlab-ci.yml"
        made[pipeline] = "test:\n  script: make test\n"
    return made


def publiccode(
    code: PublicCode, title: str, description: str, url: str, licence: str | None, now: datetime
) -> str:
    """Return a publiccode.yml (0.7 of the standard), or one that no parser reads."""
    maintenance = "internal" if code.maintenance == "contract" and not code.contractors else code.maintenance
    released = (now - timedelta(days=200)).date()
    lines = [
        "publiccodeYmlVersion: '0.7'", f"name: {title}", f"url: {url}", f"releaseDate: '{released}'",
        "platforms: [web]", "categories: [workflow-management]", f"developmentStatus: {code.status}",
        "softwareType: standalone/web",
    ]  # fmt: skip
    if code.organisation:
        lines += ["organisation:", f"  name: {code.organisation}", "  uri: https://opencity.example"]
    if code.used_by:
        lines += ["usedBy:", *(f"  - {name}" for name in code.used_by)]
    lines += [
        "description:", "  en:", f"    shortDescription: {description}",
        f"    longDescription: {LONG.format(title=title, description=description)}",
        "    features:", "      - Made together", "legal:", f"  license: {licence or 'EUPL-1.2'}",
        "maintenance:", f"  type: {maintenance}",
    ]  # fmt: skip
    if code.contractors:
        lines.append("  contractors:")
        for name, days in code.contractors:
            lines += [f"    - name: {name}", f"      until: '{(now + timedelta(days=days)).date()}'"]
    lines += [
        "  contacts:",
        "    - name: The maintainers",
        "localisation:",
        "  localisationReady: true",
        "  availableLanguages: [en]",
    ]
    if code.broken:
        lines[6] = "developmentStatus: sort of finished"
        lines.insert(3, "  url: [unclosed")
    return "\n".join(lines) + "\n"


def mailmap(people: Mapping[Account, Sequence[str]]) -> str:
    """Return a `.mailmap` that leads each person's other addresses to the first."""
    lines = [
        f"{account.name} <{addresses[0]}> <{other}>"
        for account, addresses in people.items()
        for other in addresses[1:]
    ]
    return "# one person, several addresses\n" + "\n".join(lines) + "\n"


def day(at: int) -> datetime:
    """Return a time as a datetime in UTC."""
    return datetime.fromtimestamp(at, UTC)
