"""config.toml: what it means, and how its mistakes are named."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.cli.commands.config import as_toml
from civitop.config import duration, load, parse
from civitop.config.sources import Source
from civitop.config.toml_file import line_of
from civitop.errors import ConfigError
from civitop.paths import shipped_config_file
from civitop.signals.base import Thresholds
from collectors.forges import KINDS

SHIPPED = load(shipped_config_file(), KINDS)
GOOD = """\
[poll]
every = "15m"

[forge.work]
kind = "gitlab"
url = "https://git.bakkeby.example"

[network.ours]
name = "Ours"
country = "DK"
watch = [
  "github:OS2mo",
  "work:zaak/backend",
  { source = "github:Signalen", forks = true },
]
ignore = ["*/archived-*"]
affiliations = "people.toml"

[network.ours.thresholds]
bus_factor = { watch = 3, bad = 1 }
"""


def read(text: str) -> object:
    return parse(text, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value)


def test_the_shipped_configuration_reads_and_has_the_three_kinds_of_forge() -> None:
    assert {f.kind for f in SHIPPED.forges.values()} == {"github", "gitlab", "git"}
    assert SHIPPED.every == timedelta(minutes=5)
    assert SHIPPED.forges["github"].reserve == 0.2


def test_a_file_adds_to_the_shipped_one() -> None:
    config = parse(GOOD, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)
    ours = config.networks["ours"]
    assert config.every == timedelta(minutes=15)
    assert set(config.forges) == {"github", "gitlab", "git", "work"}
    assert ours.watch == (
        Source("github", "OS2mo"),
        Source("work", "zaak/backend"),
        Source("github", "Signalen", forks=True),
    )
    assert ours.thresholds == {"bus_factor": Thresholds(3, 1)}
    assert ours.affiliations == "/somewhere/people.toml"


def test_a_file_may_change_one_key_of_a_shipped_forge() -> None:
    config = parse("[forge.github]\nreserve = 0.5\n", "f", Path(), KINDS, SHIPPED)
    assert (config.forges["github"].reserve, config.forges["github"].url) == (0.5, "https://github.com")


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('every = "15m"', 'evry = "15m"'), 2, "did you mean 'every'?"),
        (('every = "15m"', 'every = "soon"'), 2, "write 30s, 5m or 1h"),
        (('every = "15m"', "every = 5"), 2, "expected text in quotes, found a whole number"),
        (("[poll]", "[pol]"), 1, "did you mean 'poll'?"),
        (('kind = "gitlab"', 'kind = "gitlob"'), 5, "gitlob"),
        (('kind = "gitlab"\n', ""), 4, "'kind' is missing"),
        (('url = "https://git', 'url = "http://git'), 6, "write https://"),
        (('url = "https://git', 'url = "https://me:secret@git'), 6, "see the token key"),
        (('country = "DK"', 'country = "Denmark"'), 10, "write two capitals"),
        (('"github:OS2mo"', '"githib:OS2mo"'), 11, "did you mean github:OS2mo?"),
        (('"github:OS2mo"', '"OS2mo"'), 11, "write forge:owner"),
        (("ignore =", "ignor ="), 16, "did you mean 'ignore'?"),
        (("bus_factor =", "busfactor ="), 20, "did you mean 'bus_factor'?"),
        (("{ watch = 3, bad = 1 }", "3"), 20, "write { watch = NUMBER"),
    ],
)
def test_every_mistake_names_file_line_and_remedy(change: tuple[str, str], line: int, says: str) -> None:
    said = complaint(GOOD.replace(*change))
    assert said.startswith(f"ours.toml:{line}: ")
    assert says in said


def test_text_that_is_not_toml_is_named_with_its_place() -> None:
    assert "line 2" in complaint("[poll]\nevery = \n")


def test_a_secret_in_an_address_is_not_repeated() -> None:
    assert "hunter2" not in complaint('[forge.x]\nkind = "github"\nurl = "https://me:hunter2@x.example"\n')


def test_a_missing_file_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="civitop init"):
        load(tmp_path / "none.toml", KINDS)


@given(st.integers(1, 366), st.sampled_from("smhd"))
def test_time_spans_are_read_back(number: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert duration(f"{number}{unit}") == timedelta(seconds=number * seconds)


@given(st.text(max_size=12))
def test_whatever_is_no_time_span_is_none(text: str) -> None:
    found = duration(text)
    assert found is None or any(unit in text for unit in "smhd")


def test_the_line_of_a_dotted_key_is_found() -> None:
    assert line_of("a = 1\nb.c = 2\n[d]\ne = 3\n", ["d", "e"]) == 4
    assert line_of("a = 1\nb.c = 2\n", ["b", "c"]) == 2
    assert line_of("a = 1\n", ["z"]) is None


def test_a_forge_with_another_address_does_not_inherit_the_token_of_the_public_one() -> None:
    config = parse('[forge.github]\nurl = "https://git.bakkeby.example"\n', "f", Path(), KINDS, SHIPPED)
    assert config.forges["github"].token.env == ()
    config = parse(
        '[forge.work]\nkind = "github"\nurl = "https://git.bakkeby.example"\n', "f", Path(), KINDS, SHIPPED
    )
    assert config.forges["work"].token.env == ()


def test_nobody_is_rung_for_unless_asked() -> None:
    assert (SHIPPED.alerts.bell, SHIPPED.alerts.desktop) == (False, False)
    assert parse("[alerts]\nbell = true\n", "f", Path(), KINDS, SHIPPED).alerts.bell
    loud = parse("[alerts]\nbell = true\ndesktop = true\n", "f", Path(), KINDS, SHIPPED)
    assert parse("[poll]\nevery = '1m'\n", "f", Path(), KINDS, loud).alerts.desktop


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[alerts]\nbel = true\n", "did you mean 'bell'?"),
        ("[alerts]\nbell = 'yes'\n", "expected true or false, found text in quotes"),
        ("[alert]\nbell = true\n", "did you mean 'alerts'?"),
    ],
)
def test_a_wrong_alert_is_named_with_what_would_be_right(text: str, says: str) -> None:
    assert says in complaint(text)


APP = """[forge.github]
app = { id = 12345, installation = 678, key = { file = "keys/app.pem" } }
"""


def test_an_app_stands_in_the_configuration_and_its_key_elsewhere() -> None:
    config = parse(APP, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)
    app = config.forges["github"].app
    assert app is not None
    assert (app.id, app.installation, app.key.file) == (12345, 678, "/somewhere/keys/app.pem")
    assert (
        parse(as_toml(config), "printed.toml", Path("/elsewhere"), KINDS, SHIPPED).forges["github"].app == app
    )


def test_an_app_belongs_to_its_host() -> None:
    base = parse(APP, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)
    moved = parse(
        '[forge.github]\nurl = "https://git.bakkeby.example"', "other.toml", Path("/somewhere"), KINDS, base
    )
    assert moved.forges["github"].app is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("app = { id = 1, installation = 2, key = {} }", "says where it is"),
        ('app = { id = 1, installation = 2, key = { env = "A", file = "b" } }', "says where it is"),
        (
            'app = { id = 1, installation = 2, key = { env = "-----BEGIN RSA PRIVATE KEY-----" } }',
            "never written",
        ),
        ('app = { id = 1, key = { env = "A" } }', "installation"),
        ('app = { id = 1, installation = 2, key = { envv = "A" } }', "envv"),
    ],
)
def test_a_wrong_app_is_named(table: str, said: str) -> None:
    assert said in complaint(f"[forge.github]\n{table}")


def test_only_github_knows_apps() -> None:
    table = 'app = { id = 1, installation = 2, key = { env = "A" } }'
    assert "only a forge of kind github" in complaint(f"[forge.gitlab]\n{table}")


def test_how_many_requests_at_once_depends_on_the_forge_unless_it_is_said() -> None:
    config = parse(GOOD, "ours.toml", Path("/somewhere"), KINDS, SHIPPED)
    assert (config.forges["github"].concurrency, config.forges["work"].concurrency) == (3, 6)
    more = GOOD.replace('kind = "gitlab"', 'kind = "gitlab"\nconcurrency = 2')
    assert parse(more, "ours.toml", Path("/somewhere"), KINDS, SHIPPED).forges["work"].concurrency == 2


def test_motion_is_full_unless_it_is_reduced_and_nothing_else() -> None:
    assert parse("", "f", Path(), KINDS, SHIPPED).motion == "full"
    assert parse('[screen]\nmotion = "reduced"\n', "f", Path(), KINDS, SHIPPED).motion == "reduced"
    with pytest.raises(ConfigError, match=r"screen\.motion\.reducd: there is no such kind of motion"):
        parse('[screen]\nmotion = "reducd"\n', "f", Path(), KINDS, SHIPPED)
