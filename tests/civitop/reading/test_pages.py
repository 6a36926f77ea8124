"""Where on a forge a person reads what stands in a report."""

from civitop.reading.pages import Pages

HUB = Pages("https://hub.example/bakkeby/desk", "releases/tag/#", "blob/HEAD/#")


def test_a_forge_with_pages_has_one_for_each_thing():
    assert HUB.release("v1.0+a b") == "https://hub.example/bakkeby/desk/releases/tag/v1.0%2Ba%20b"
    assert HUB.file("docs/håndbog.md") == "https://hub.example/bakkeby/desk/blob/HEAD/docs/h%C3%A5ndbog.md"
    assert HUB.file("docs/") == "https://hub.example/bakkeby/desk/blob/HEAD/docs"
    assert HUB.person("hub.example/ida") == "https://hub.example/ida"


def test_what_has_no_page_has_no_address():
    assert Pages("https://hub.example/a/b").release("v1") == ""
    assert Pages("", "releases/tag/#", "blob/HEAD/#").file("README.md") == ""
    assert HUB.file("") == ""
    assert HUB.person("other.example/ida") == ""
    assert HUB.person("ida") == HUB.person(None) == ""
