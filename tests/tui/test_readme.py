"""What the README says of the keys is what the one list of actions says."""

from pathlib import Path

from tui.action_registry import key_table

README = Path(__file__).parents[2] / "README.md"


def test_the_key_table_is_that_of_the_actions():
    table = README.read_text("utf-8").partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0]
    assert table == key_table()


def test_every_picture_in_the_readme_is_there():
    text = README.read_text("utf-8")
    pictures = [part.partition(")")[0] for part in text.split("](")[1:] if part.startswith("docs/screens/")]
    assert pictures
    for picture in pictures:
        assert (README.parent / picture).is_file(), picture
