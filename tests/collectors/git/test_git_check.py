"""What the doctor hears of git."""

from pathlib import Path

from civitop.config.settings import Forge
from collectors.git.collector import GitCollector


async def test_the_version_of_git_is_told(tmp_path: Path) -> None:
    check = await GitCollector(
        Forge(name="git", kind="git", url=""), tmp_path, environment={"PATH": "/usr/bin:/bin"}
    ).check()
    assert check.ok
    assert check.text.startswith("git version")


async def test_a_machine_without_git_is_told_what_to_do(tmp_path: Path) -> None:
    forge = Forge(name="git", kind="git", url="")
    check = await GitCollector(forge, tmp_path, environment={}, program="no-such-git").check()
    assert check.ok is False
    assert "install git" in check.text
