"""Sources point at paths or addresses, and nothing in them is taken for an option or a program."""

from pathlib import Path

import pytest

from civitop.errors import NotFound
from collectors.git.address import Place, place, web_address


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("https://opendev.example/openstack/nova.git", "openstack/nova"),
        ("https://git.example/cgit/tool/", "cgit/tool"),
        ("git@forge.example:group/sub/tool.git", "group/sub/tool"),
        ("ssh://git@forge.example:2222/group/tool", "group/tool"),
        ("file:///srv/git/tool.git", "srv/git/tool"),
    ],
)
def test_addresses_are_remote_and_named_by_their_path(path, name):
    where = place(path)
    assert (where.remote, where.address, where.name) == (True, path, name)


@pytest.mark.parametrize(
    ("path", "address", "branch", "name"),
    [
        (
            "https://opendev.example/openstack/nova.git@release/1.x",
            "https://opendev.example/openstack/nova.git",
            "release/1.x",
            "openstack/nova@release/1.x",
        ),
        ("git@forge.example:group/tool@dev", "git@forge.example:group/tool", "dev", "group/tool@dev"),
        ("ssh://git@forge.example/tool@dev", "ssh://git@forge.example/tool", "dev", "tool@dev"),
        ("https://git.example/@scope/tool", "https://git.example/@scope/tool", "", "@scope/tool"),
        ("https://git.example/@tool", "https://git.example/@tool", "", "@tool"),
        ("https://git.example/tool@a..b", "https://git.example/tool@a..b", "", "tool@a..b"),
    ],
)
def test_what_stands_behind_the_last_at_names_a_branch(path, address, branch, name):
    where = place(path)
    assert (where.remote, where.address, where.branch, where.name) == (True, address, branch, name)


def test_a_folder_wins_over_a_branch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tool").mkdir()
    assert place("tool@dev") == Place(str(tmp_path / "tool"), remote=False, branch="dev")
    assert place("tool@dev", "https://forge.example").address == "https://forge.example/tool"
    (tmp_path / "tool@dev").mkdir()
    assert place("tool@dev") == Place(str(tmp_path / "tool@dev"), remote=False)


def test_an_address_longer_than_a_name_may_be_is_followed():
    assert place(f"forge:{'e' * 300}/x").remote


def test_a_path_is_made_absolute_and_named_by_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place(".").address == str(tmp_path)
    assert place("~/x").address == str(tmp_path / "x")
    assert place("-c").address == str(tmp_path / "-c")
    assert place("tool.git").name == "tool"
    (tmp_path / "odd:name").mkdir()
    assert place("odd:name").remote is False


def test_a_path_on_a_forge_with_an_address_of_its_own():
    assert (
        place("openstack/nova", "https://opendev.example/").address
        == "https://opendev.example/openstack/nova"
    )
    assert place("./nova", "https://opendev.example").remote is False


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ext::sh -c touch% /tmp/x",
        "fd::3",
        "ftp://x/y",
        "https:///x",
        "~a\0b",
        "ssh://-oProxyCommand=x/y",
    ],
)
def test_what_git_must_not_follow_is_refused_with_a_sentence(path):
    with pytest.raises(NotFound, match=r"\.$"):
        place(path)


@pytest.mark.parametrize("secret", ["https://me:s3cret@h.example/a/b", "https://s3cret@h.example/a/b"])
def test_a_token_in_an_address_is_refused_and_not_repeated(secret):
    with pytest.raises(NotFound) as refused:
        place(secret)
    assert "s3cret" not in str(refused.value)
    assert "credential helper" in str(refused.value)


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://github.com/OS2mo/os2mo.git", "https://github.com/OS2mo/os2mo"),
        ("https://me:s3cret@github.com/a/b", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("ssh://git@gitlab.example.dk:2222/a/b.git", "https://gitlab.example.dk/a/b"),
        ("git@nas.local:a/b.git", ""),
        ("http://127.0.0.1:8080/a/b", "http://127.0.0.1:8080/a/b"),
        ("http://plain.example/a/b", ""),
        ("file:///srv/a", ""),
        ("/srv/a", ""),
        ("https://x.example/a b", ""),
        ("https://x.example/a\x1b]8;;", ""),
        ("", ""),
    ],
)
def test_where_a_person_reads_it(address, web):
    assert web_address(address) == web


def test_no_path_is_read_as_an_option():
    assert not place("--upload-pack=x").remote
    assert Path(place("--upload-pack=x").address).is_absolute()
