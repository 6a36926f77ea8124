"""Where fuzzing begins, by target: small right inputs, and those that once ended in an exception of Python's."""

from collections.abc import Callable
from functools import cache

from tests.fuzz import answers, arithmetic

CONFIG = b"""\
[poll]
every = "5m"
[screen]
theme = "civitop-dark"
language = "da"
[alerts]
bell = true
[forge.gitlab]
kind = "gitlab"
url = "https://gitlab.com"
token = { env = ["GITLAB_TOKEN"] }
reserve = 0.2
concurrency = 6
[forge.github]
kind = "github"
url = "https://github.com"
[forge.git]
kind = "git"
[network.ours]
name = "Ours"
country = "DK"
watch = ["github:bakkeby", "gitlab:a/b", "git:https://opendev.org/openstack/nova"]
[network.ours.releases]
pattern = "v(.*)"
[network.ours.expect."github:bakkeby/desk"]
reason = "It does all that it should."
until = 2027-01-01
"""
AFFILIATIONS = b"""\
people = [
  { login = "ida", organisation = "DK-0751", from = 2024-01-01 },
  { email = "bo@nordkode.example", organisation = "NL-nordkode", until = 2026-01-01 },
  { email = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", organisation = "individual" },
  { domain = "firm.example", organisation = "DK-firm" },
]
[organisation.DK-firm]
name = "Firm"
kind = "vendor"
country = "DK"
domains = ["firm.example"]
"""
PUBLICCODE = b"""\
publiccodeYmlVersion: "0.4"
name: Desk
url: https://hub.example/bakkeby/desk
landingURL: https://desk.example
releaseDate: 2026-01-31
softwareVersion: 1.2.0
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
organisation: {name: Aaholm, uri: "urn:x-dk:0751"}
usedBy: [Aaholm Kommune, Dalby Kommune]
legal: {license: EUPL-1.2 OR MIT}
maintenance:
  type: contract
  contractors:
    - {name: Nordkode, until: 2027-12-31}
  contacts: [{name: Ida Holm, email: ida@aaholm.example}]
localisation: {localisationReady: true, availableLanguages: [da, nl]}
description:
  en: {shortDescription: A desk, longDescription: &long "long", features: [*long]}
"""
TABLE = b"""\
id,kind,name,variants,domains,from,until,successor
DK-0751,municipality,Aaholm,Aaholm Kommune,aaholm.example,,,
DK-0701,municipality,Old,,old.example|x.old.example,,2007-01-01,DK-0751
"""
RECORD = (
    b"a" * 40 + b"\n1700000000\n" + b"b" * 40 + b"\nIda Holm\nida@aaholm.example\nBo <bo@nordkode.example>\0"
)
PHRASE = (
    b'["{a} and {b:.1f} {d:date} {s:.0%} {n}",'
    b'{"a":"x","b":1.5,"d":{"day":"2020-01-01"},"s":{"list":[1,["{x}",{"x":1}]]},"n":2},"p {n}"]'
)

OPENING = b'<script type="application/json" id="civitop-snapshot">'
BAD_ANSWERS = (
    b'\x02{"data":{"nodes":[],"a0":{"id":"R_1","description":"\x9e\xff","stargazerCount":"many"}}}',
    b'\x01{"data":{"project":{"id":"gid://gitlab/Project/1","createdAt":"2020-01-01T00:\xff\xff"}}}',
    b'\x03{"data":{"a":"\\ud800","b":1' + b"0" * 400 + b"}}",
    b"\x02" + b'{"data":' * 600,
)

GIVEN: dict[str, tuple[bytes, ...]] = {
    "config": (
        CONFIG,
        b'[forge.gitlab]\nkind = "gitlab"\nurl = "https://gitlab.com["\n',
        b"a=" + b"[" * 3000,
    ),
    "spans_and_days": (
        b"1h30m", b"5m", b"9" * 40 + b"d", b"2026-Q2", b"2026-06-30T12:00+14:00", b"0001-01-01",
    ),
    "filters": (
        b"bus_factor<=1 -archived:yes open_issues>10",
        b'municipalities:"Aaholm" is:stale release_cadence:bad',
        b"topic:a,b stars>=1.5 !x",
    ),
    "targets": (
        b"github:OS2mo/os2mo", b"https://gitlab.com/a/b/-/issues/3", b"git@gitlab.com:a/b.git", b"./clone",
        b"git:https://opendev.org/openstack/nova@stable", b"https://[@/h::3/x", b"//[\xff\xff\x12\x06x", b"~\xff\xb6/x",
        b"s3h:" + b"\xff\xb6\xef" * 120 + b"//", b"ht" + b"\xb6\xff" * 300 + b"tp://[::1]/x",
        b"https://user:secret@h/x",
        b"git@\xffgitlab.com:a/b.git", b"~ht\0\0*", b"h:@" + b"e" * 260 + b"/x",
        b"github:OS2mo/os2mo@release/1.x", b"gitlab:a/b@c..d", b"git@host:a/b@dev", b"/@dev", b"git:./x@{u}",
        b"/@\x96d",
    ),
    "affiliations": (AFFILIATIONS,),
    "organisations": (
        TABLE,
        b"\xef\xbb\xbfid,kind,name\n\"DK-x\",vendor,\"a\nb\"\n",
    ),
    "publiccode": (PUBLICCODE, b"a: &a [x, *a]\n", b"\xef\xbb\xbfname: x\n--- \nname: y\n", b"\xff\xfen\0a\0"),
    "mailmap": (
        b"# people\nIda Holm <ida@aaholm.example> <ida@home.example>\nBo <b@x> Bobby <B@y>\n<proper@x> <seen@y>\n",
        b"\xef\xbb\xbfIda <1+ida@users.noreply.github.com>\n\xe9 <\xe9@x>\n",
    ),
    "git_log": (
        RECORD * 2,
        # an identifier that is none, and what git would leave if it broke off
        b"a" * 36 + b"\x1f\x1e\x1e\x1f\n1700000000\n" + b"\nA\na@x\nB <b@x>\nC <c@x>\0",
        b"a" * 40 + b"\n99999999999999\n\n\xff\n\xff\n\0",
        b"a" * 40 + b"\n1\0\0",
    ),
    "messages": (
        b"Mend it\n\nIt was broken.\n\nCo-authored-by: Bo Byg <bo@nordkode.example>\nSigned-off-by: x <y@z>\n",
        b"x\n\nco-authored-by:" + b" " * 4000 + b"x",
    ),
    "headers": (
        b"120\nx-ratelimit-limit: 5000\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 1795341600\n",
        b"\nx-ratelimit-reset: 1795341600\nSun, 22 Nov 2026 10:00:00 GMT",
        b"\n31 Dec 9999 23:59-1\nratelimit-reset: 99999999999\nMon, 01 Jan 0001 00:00:00 +1400",
        b"Thu, 31 Dec 9999 23:59:59 -1200\nlink: <https://x/?page=2>; rel=\"next\", <y>; rel=\"last\"\n",
    ),
    "sentences": (
        PHRASE, b"plain text", b'["{x.x}",{"x":2}]', b'["{x[0]}",{"x":2}]', b'["{a} {b}",{"a":"x"},"p"]',
        b'["}",{"":1}]',
        b'["{x}{x:0}}",{"x":2}]', b'["{d:date}",{"d":{"day":[1,["{x}",{"x":1}]]}}]', b'["{x!r:>{y}}",{"x":1,"y":9}]',
        b'["{s:.0%}",{"s":{"list":[1]},"n":"many"},"p {n}"]', b'["\\ud800",{}]', b'["{x:.9999999f}",{"x":1}]',
        b'["{x:{y}}",{"x":"a"}]', b'["{x}",{"x":' + b"[" * 300 + b"]" * 300 + b"}]",
    ),
    "stored": (b"{}", b"\x90", b"\xdd\xff\xff\xff\xff"),
}  # fmt: skip

MADE: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "published": lambda: (answers.snapshot(), b"<!doctype html>" + OPENING + answers.snapshot() + b"</script>"),
    "github": lambda: (*answers.bodies("github"), *BAD_ANSWERS),
    "gitlab": lambda: (*answers.bodies("gitlab"), *BAD_ANSWERS),
    "github_fields": lambda: (b"", bytes(range(40)), b"\x02\0\x09\x03\0\x11\x09"),
    "gitlab_fields": lambda: (b"", bytes(range(40)), b"\x02\0\x09\x03\0\x11\x09", b"\x87\0\x11\x09\0\x87\x03\x02\x09"),
    "published_fields": lambda: (b"\0\x05\0", b"\0\x20\x05", b"\x01\0\x09"),
    "stored_fields": lambda: (b"\0\x05\0", b"\0\x20\x05", b"\x01\0\x09"),
    "history": arithmetic.worlds,
    "figures": arithmetic.worlds,
}  # fmt: skip


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Return the inputs with which a target begins."""
    return GIVEN[target] if target in GIVEN else MADE[target]()
