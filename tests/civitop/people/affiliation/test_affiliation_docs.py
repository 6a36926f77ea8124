"""The file that docs/affiliation.md shows can be read, and says what the page says."""

import re
from pathlib import Path

from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.registry import load

PAGE = (Path(__file__).parents[4] / "docs" / "affiliation.md").read_text("utf-8")


def test_the_example_is_a_valid_affiliations_file() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    text = re.sub(r"^   ", "", example, flags=re.MULTILINE).replace("sha256:…", "sha256:" + "0" * 64)
    stated = read_stated(text, "people.toml", load(), "DK")
    assert "github.com/ida" in str(stated)
    assert "DK-0751" in str(stated)
    assert "individual" in str(stated)
