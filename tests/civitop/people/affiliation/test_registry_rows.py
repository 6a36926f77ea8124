from pathlib import Path

import pytest

from civitop.errors import ConfigError
from civitop.i18n.language import load as load_language
from civitop.people.affiliation.registry import load
from civitop.people.affiliation.registry.rows import Bundled, Row, read_bundled, read_rows
from tools.registry_check import main, problems

HEADER = "id,kind,name,variants,domains\n"


def file(folder: Path, text: str) -> str:
    path = folder / "own.csv"
    path.write_text(text, "utf-8")
    return str(path)


def row(id: str, **more: object) -> Row:
    cells: dict[str, object] = {
        "kind": "municipality", "type": "", "name": id, "variants": (), "domains": (), "derived_domains": (),
        "region": "", "source": "test", **more,
    }  # fmt: skip
    return Row(id=id, **cells)  # type: ignore[arg-type]


def test_a_user_s_rows_are_added(tmp_path: Path) -> None:
    registry = load(file(tmp_path, HEADER + "SE-0180,municipality,Stockholm,Stockholms stad,stockholm.se\n"))
    match, named = registry.by_domain("it.stockholm.se"), registry.named("Stockholms Stad", "SE")

    assert match is not None
    assert (match.organisation.id, match.organisation.country) == ("SE-0180", "SE")
    assert named == match.organisation


def test_the_tables_are_read_when_somebody_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted() -> Bundled:
        read.append("now")
        return read_bundled()

    monkeypatch.setattr("civitop.people.affiliation.registry.read_bundled", noted)
    registry = load(file(tmp_path, HEADER + "SE-0180,municipality,Stockholm,,stockholm.se\n"))
    assert read == []
    assert registry.by_domain("stockholm.se") is not None
    assert registry.by_forge("github.com/itk-dev") is not None
    assert registry.free_mail("gmail.com")
    assert read == ["now"]


def test_a_user_s_row_takes_the_place_of_ours(tmp_path: Path) -> None:
    text = HEADER + "DK-0751,municipality,Aarhus,,aarhus.example\nDK-x,vendor,X,,odense.dk\n"
    registry = load(file(tmp_path, text))
    match = registry.by_domain("odense.dk")

    assert registry.by_domain("aarhus.dk") is None
    assert match is not None
    assert match.organisation.id == "DK-x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "dk1,municipality,X,,\n",
            "line 2, column id: “dk1” is none; it looks like DK-0751 or NL-example-bv.",
        ),
        (
            "DK-1,council,X,,\n",
            "line 2, column kind: “council” is none of municipality, public body, network, vendor.",
        ),
        ("DK-1,vendor,,,\n", "line 2, column name: it must not be empty."),
        (
            "DK-1,vendor,X,,x.dk|y\n",
            "line 2, column domains: “y” is no mail domain; it looks like example.dk.",
        ),
        ("DK-1,vendor,X,,x.dk,z\n", "line 2, column (after the last): there are more cells"),
    ],
)
def test_a_mistake_in_a_user_s_rows_is_named(tmp_path: Path, text: str, expected: str) -> None:
    path = file(tmp_path, HEADER + text)
    with pytest.raises(ConfigError) as raised:
        load(path)

    assert str(raised.value).startswith(f"{path}, {expected}")


def test_a_column_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="column domain: there is no such column"):
        read_rows(file(tmp_path, "id,kind,name,domain\nDK-1,vendor,X,x.dk\n"))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.csv"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"own\.csv: the organisations cannot be read"):
        read_rows(str(path))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("DK-1"), row("DK-1", name="B")], "id DK-1: 2 rows have the same."),
        (
            [row("DK-1", domains=("a.dk",)), row("DK-2", domains=("a.dk",))],
            "domain a.dk: DK-1 and DK-2 have the same.",
        ),
        (
            [row("DK-1", name="Å"), row("DK-2", name="a")],
            "name municipality DK a: DK-1 and DK-2 have the same.",
        ),
        ([row("DK-1", domains=("gmail.com",))], "DK-1: anybody can have an address at gmail.com."),
        ([row("DK-1", derived_domains=("dk",))], "DK-1: dk is no mail domain."),
        ([row("DK-1", domains=("a.dk", "b.a.dk"))], "DK-1: b.a.dk is part of another of its domains."),
        ([row("1")], "1: this is no id."),
        ([row("DK-1", source="")], "DK-1: it does not say where it is from."),
        ([row("DK-1", kind="x")], "DK-1: there is no kind x."),
        ([row("DK-1", variants=("dk 1",))], "DK-1: a name is empty or stands there twice."),
    ],
)
def test_the_check_finds_what_is_wrong(rows: list[Row], expected: str) -> None:
    assert expected in list(problems(rows, {}, frozenset({"gmail.com"})))


def test_the_check_finds_forge_organisations_of_nobody() -> None:
    found = list(problems([], {"github.com/X": "DK-1"}, frozenset()))

    assert found == [
        "forge organisation github.com/X: there is no organisation DK-1.",
        "forge organisation github.com/X: it must be host/owner in lower case.",
    ]


def test_the_command_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out.endswith(" organisations, 0 problems\n")


def test_mistakes_in_a_table_are_said_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = file(tmp_path, HEADER + "SE180,town,,,nothing\n")
    with pytest.raises(ConfigError) as raised:
        read_rows(path)
    assert raised.value.phrase.said(load_language("nl")).splitlines() == [
        f"{path}, regel 2, kolom name: dit mag niet leeg zijn.",
        f"{path}, regel 2, kolom id: “SE180” is geen id; het ziet eruit als DK-0751 of NL-example-bv.",
        f"{path}, regel 2, kolom kind: “town” is geen van municipality, public body, network, vendor.",
        f"{path}, regel 2, kolom domains: “nothing” is geen maildomein; het ziet eruit als example.dk.",
    ]
