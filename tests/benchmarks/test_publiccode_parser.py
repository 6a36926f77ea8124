"""The comparison with the official parser over a made clone: what agrees, what differs, what is explained."""

import subprocess
from pathlib import Path

from benchmarks.clones.publiccode_parser import EXPLAINED, report, unexplained, verdicts

GOOD = """\
publiccodeYmlVersion: "0.7"
name: Eksempel
url: https://example.org/eksempel
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
logo: logo.svg
description:
  da:
    shortDescription: Et eksempel
    longDescription: >
      Et eksempel på et program som kommuner deler, beskrevet så langt at beskrivelsen når de hundrede
      og halvtreds tegn, som standarden kræver af den lange beskrivelse i mindst et sprog.
    features: [Deles]
legal: {license: EUPL-1.2}
maintenance: {type: none}
localisation: {localisationReady: true, availableLanguages: [da]}
"""


def test_each_file_is_judged_by_the_folder_it_lies_in(tmp_path: Path) -> None:
    explained = next(name for name in EXPLAINED if "no-network" in name)
    text = GOOD.replace("logo: logo.svg\n", "")
    files = {
        "valid/good.yml": text,
        "valid/with_logo.yml": GOOD,
        "valid/logo.svg": "x",
        "valid/odd.yml": "name: x\n",
        "invalid/bad.yml": "name: x\n",
        "invalid/no_logo.yml": GOOD,
        "invalid/seems_good.yml": text,
        explained: text,
    }
    for name, content in files.items():
        path = tmp_path / "testdata" / "v0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    git = ("git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x.example")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
        subprocess.run((*git, *arguments), check=True, capture_output=True)
    found = list(verdicts(tmp_path))

    assert unexplained(found) == ["invalid/seems_good.yml", "valid/odd.yml"]
    assert "| valid | 3 | 2 | 1 |" in report(found)
    assert "| invalid | 4 | 2 | 2 |" in report(found)
    assert f"- {explained}: {EXPLAINED[explained]}" in report(found)
