"""Open City Commons: the invented network, two dozen projects in every state of health."""

from datetime import UTC, datetime

from civitop.demo.world.bodies import BODIES
from civitop.demo.world.builder import Builder
from civitop.demo.world.files import PLAIN, WELL_KEPT, PublicCode
from civitop.demo.world.life import Turn
from civitop.demo.world.world import World

ID_GATEWAY = "gitlab:samen-digitaal/bouwstenen/id-gateway"


def open_city(now: datetime | None = None, seed: int = 7) -> World:
    """Return the invented network as it stands at `now` (UTC; the present by default)."""
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    build = Builder(seed, now)
    _commons(build)
    _fjord(build)
    _havnsted(build)
    _samen(build)
    return World(build.projects, tuple(BODIES.values()), seed=seed, now=now, opening=_opening(build))


def _opening(build: Builder) -> list[Turn]:
    """Return what happens in the first minute, so that whoever starts the demo sees each kind of news."""
    at = float(build.at)
    person = build.roster.get
    return [
        Turn(at + 9, "github:opencity-commons/forms-engine", "release"),
        Turn(at + 17, "gitlab:samen-digitaal/swimming-pools", "issue", times=6),
        Turn(at + 26, "github:fjord-digital/noise-map", "commit", author=person("egemose:1")),
        Turn(at + 35, ID_GATEWAY, "commit", times=40, author=person("polderbits:3")),
        Turn(at + 46, "github:opencity-commons/design-kit", "release"),
    ]


def _commons(build: Builder) -> None:
    own = "opencity-commons/"
    build.add(
        own + "permit-desk", "Permit Desk", "Apply for a building permit and follow the case",
        team="polderbits:0=30/40 kodevaerk:0=26/10 duinwoude:0=22 havnsted:0~=14 lindevang:0=9 free:0=6 "
             "bot:dependabot=25 polderbits:1=12/30",
        public="zilverdrecht:0 duinwoude:1 havnsted:1 egemose:0 free:1 free:2 agency:0", age=6, silent=0.1,
        commits=4200, commits_year=820, issues=640, open_issues=38, change_requests=520,
        open_change_requests=11,
        answer_hours=5, releases=74, release_gap=14, last_release_age=6, stars=312, forks=58, files=WELL_KEPT,
        topics=("permits", "case-management"), code=PublicCode(
            used_by=("Gemeente Duinwoude", "Havnsted Kommune", "Lindevang Kommune", "Gemeente Oudezijl"),
            organisation="Open City Commons", contractors=(("Polderbits BV", 540),)),
    )  # fmt: skip
    build.add(
        own + "council-minutes", "Council Minutes", "Agendas, minutes and votes of the council, searchable",
        team="lumen:0=20/30 molenbrugge:0=16 haspelgem:0=8 secretariat:0=6 free:3=4 bot:renovate=12",
        language="TypeScript",
        public="molenbrugge:1 haspelgem:1 rietmeer:0 free:4", age=5, silent=1.2, commits=1900,
        commits_year=310,
        issues=260, open_issues=21, change_requests=210, open_change_requests=6, releases=31, release_gap=38,
        last_release_age=22, stars=96, forks=21, files=WELL_KEPT, topics=("council", "open-data"),
        code=PublicCode(used_by=("Stad Molenbrugge", "Commune de Haspelgem"), maintenance="community"),
    )  # fmt: skip
    build.add(
        own + "citizen-reporting", "Citizen Reporting", "Report a broken street light or a hole in the road",
        team="kodevaerk:1=24/30 kodevaerk:2=18/10 egemose:0=7 zilverdrecht:0=6 bot:dependabot=14",
        public="duinwoude:1 strandlokke:0 free:1 free:5 free:6 portolieve:0 rietmeer:1", age=7, silent=0.4,
        commits=3100, commits_year=240, issues=900, open_issues=143, burst=64, change_requests=300,
        open_change_requests=19, answer_hours=90, releases=40, release_gap=45, last_release_age=61, stars=207,
        forks=49,
        language="Kotlin", topics=("public-space",), code=PublicCode(used_by=("Egemose Kommune",
        "Gemeente Zilverdrecht")),
    )  # fmt: skip
    build.add(
        own + "library-loans", "Library Loans", "Loans, reservations and reading lists of public libraries",
        team="free:7~=40/50 lindevang:1=1/4", public="lindevang:0 free:2 havnsted:2", age=5, silent=3,
        commits=900,
        commits_year=130, issues=110, open_issues=34, change_requests=40, open_change_requests=4,
        answer_hours=60,
        releases=12, release_gap=90, last_release_age=70, stars=41, forks=9, language="Ruby",
        licence="AGPL-3.0-only",
        code=PublicCode(maintenance="community", used_by=("Lindevang Kommune", "Region Østmark")),
    )  # fmt: skip
    build.add(
        own + "parking-permits", "Parking Permits", "Residents' parking permits and visitors' hours",
        team="northlight:0=60/50 northlight:1=35/20 northlight:2!=20/5",
        public="rietmeer:0 oudezijl:0 zilverdrecht:1",
        age=4, silent=2, commits=1500, commits_year=380, issues=140, open_issues=27, change_requests=330,
        open_change_requests=5, releases=22, release_gap=50, last_release_age=33, stars=18, forks=2,
        language="C#",
        code=PublicCode(
            used_by=("Gemeente Rietmeer", "Gemeente Oudezijl", "Gemeente Zilverdrecht"),
            contractors=(("Northlight Systems A/S", 47),)),
    )  # fmt: skip
    build.add(
        own + "playground-inspections", "Playground Inspections",
        "Plan and record the safety checks of playgrounds",
        team="zilverdrecht:0=18 rietmeer:0=16 oudezijl:1=12", public="duinwoude:0 free:4", age=3, silent=4,
        commits=420,
        commits_year=140, issues=60, open_issues=5, change_requests=80, open_change_requests=1,
        answer_hours=9,
        releases=14, release_gap=60, last_release_age=40, stars=23, forks=6, language="Python",
        topics=("inspections",), code=PublicCode(maintenance="internal", used_by=("Gemeente Zilverdrecht",
        "Gemeente Rietmeer")),
    )  # fmt: skip
    build.add(
        own + "design-kit", "Design Kit", "Accessible components and icons that all our services share",
        team="lumen:1=14 polderbits:2=12 duinwoude:0=9 molenbrugge:0=9 kodevaerk:0=8 agency:0=7 "
             "torrenova:0=6 bot:renovate=30", single_merger=True,
        public="free:0 free:3 valdorata:0 egemose:1", age=5, silent=0.2, commits=2600, commits_year=640,
        issues=310,
        open_issues=29, change_requests=480, open_change_requests=13, answer_hours=7, releases=60,
        release_gap=12,
        last_release_age=3, release_style="tags", stars=260, forks=44, language="TypeScript", licence="MIT",
        files=WELL_KEPT,
        topics=("accessibility", "design-system"),
    )  # fmt: skip
    build.add(
        own + "forms-engine", "Forms Engine", "Build the forms that residents fill in, without code",
        team="polderbits:0=25 polderbits:3=15 secretariat:0=5 oudezijl:0=4 torrenova:1=9 bot:dependabot=20 "
             "bot:github-actions=4",
        public="rietmeer:1 valdorata:0 portolieve:0 free:5", age=6, silent=0.3, commits=3800,
        commits_year=560, issues=420,
        open_issues=47, change_requests=450, open_change_requests=15, answer_hours=14, releases=84,
        release_gap=11,
        last_release_age=9, stars=188, forks=40, files=WELL_KEPT, topics=("forms",),
        code=PublicCode(used_by=("Gemeente Oudezijl", "Comune di Valdorata", "Comune di Portolieve")),
    )  # fmt: skip
    build.add(
        own + "waste-calendar", "Waste Calendar", "When which bin is collected, as a page and as a calendar",
        team="strandlokke:0=1/30 free:6=1/20", public="egemose:0", age=7, silent=610, commits=360,
        commits_year=0, issues=70,
        open_issues=24, change_requests=25, open_change_requests=7, releases=9, release_gap=80,
        last_release_age=640,
        stars=12, forks=7, language="PHP", files=PLAIN, ci=None,
        code=PublicCode(status="stable", maintenance="contract", used_by=("Strandløkke Kommune",
        "Egemose Kommune", "Lindevang Kommune", "Gemeente Rietmeer"), contractors=(("Polderbits BV", -240),)),
    )  # fmt: skip
    build.add(
        own + "election-night", "Election Night", "Results by polling station while they are counted",
        team="havnsted:0=1/20 kodevaerk:1=1/30", age=8, silent=980, commits=510, commits_year=0, issues=40,
        open_issues=3,
        change_requests=60, releases=11, release_gap=70, last_release_age=1000, archived=True, stars=33,
        forks=12,
        language="JavaScript", ci=None,
    )  # fmt: skip


def _fjord(build: Builder) -> None:
    own = "fjord-digital/"
    build.add(
        own + "street-trees", "Street Trees", "A register of every tree along the road, with its care",
        team="strandlokke:0=12 egemose:1=10 havnsted:2=9 ostmark:0=8 free:1=3", public="lindevang:0 free:8",
        age=2.5, silent=2,
        commits=520, commits_year=210, issues=80, open_issues=9, change_requests=120, open_change_requests=2,
        releases=16,
        release_gap=40, last_release_age=18, stars=67, forks=15, language="Python", files=WELL_KEPT,
        topics=("trees", "gis"),
        code=PublicCode(maintenance="internal", used_by=("Strandløkke Kommune", "Egemose Kommune",
        "Havnsted Kommune")),
    )  # fmt: skip
    build.add(
        own + "school-routes", "School Routes",
        "Safe ways to school, drawn by parents and checked by the city",
        team="ostmark:0=9 kodevaerk:3=14", public="egemose:0 havnsted:1", age=3, silent=12, commits=340,
        commits_year=90,
        issues=44, open_issues=7, change_requests=40, open_change_requests=1, releases=6, release_gap=100,
        last_release_age=150, stars=19, forks=4, language="Elm",
        old_names=("fjord-digital/schoolbus-planner",),
    )  # fmt: skip
    build.add(
        own + "case-bridge", "Case Bridge", "Moves cases between the desk, the archive and the ministry",
        team="northlight:0=45 northlight:3=12 bot:dependabot=9", public="lindevang:1 strandlokke:1", age=5,
        silent=6,
        commits=1100, commits_year=170, issues=120, open_issues=31, change_requests=90,
        open_change_requests=8,
        answer_hours=160, releases=18, release_gap=70, last_release_age=120, stars=7, forks=1,
        language="Java",
        ci="PENDING", code=PublicCode(
            contractors=(("Northlight Systems A/S", -12),), used_by=("Lindevang Kommune",
            "Egemose Kommune", "Gemeente Rietmeer")),
    )  # fmt: skip
    build.add(
        own + "noise-map", "Noise Map", "Measured and modelled noise, street by street",
        team="free:9=12 agency:1=7", public="duinwoude:1", age=2, silent=20, commits=160, commits_year=70,
        issues=25,
        open_issues=6, change_requests=12, releases=3, release_gap=110, last_release_age=95, stars=29,
        forks=5, language="R",
        code=PublicCode(broken=True),
    )  # fmt: skip
    build.add(
        own + "meeting-rooms", "Meeting Rooms", "Find and book a room in the town hall",
        team="lindevang:0=11 havnsted:3=4", public="lindevang:1", age=1.2, silent=1, commits=130,
        commits_year=110, issues=30,
        open_issues=11, change_requests=26, open_change_requests=2, releases=0, stars=3, forks=0,
        language="Vue", licence=None,
        files=("README.md", "src/main.ts"), ci=None,
    )  # fmt: skip
    build.add(
        own + "digital-signage", "Digital Signage", "Screens in libraries and town halls, fed from one place",
        team="kodevaerk:2=22 havnsted:0=8 kodevaerk:0=6 bot:renovate=18",
        public="egemose:1 lindevang:0 free:0", age=6, silent=0.8,
        commits=2100, commits_year=330, issues=210, open_issues=33, change_requests=260,
        open_change_requests=14,
        releases=44, release_gap=28, last_release_age=51, stars=88, forks=26, language="PHP", ci="FAILURE",
        files=WELL_KEPT,
        code=PublicCode(used_by=("Havnsted Kommune", "Egemose Kommune", "Lindevang Kommune")),
    )  # fmt: skip
    build.add(
        own + "forms-engine", "Forms Engine (fork)", "Our copy of the forms engine with Danish texts",
        team="kodevaerk:3=5", age=1, silent=200, commits=60, commits_year=8, fork=True, language="Python",
        files=PLAIN, ci=None,
    )  # fmt: skip


def _havnsted(build: Builder) -> None:
    own = "havnsted-kommune/"
    build.add(
        own + "budget-explorer", "Budget Explorer", "Where the municipality's money comes from and goes",
        team="havnsted:0=14 havnsted:3=9", public="free:5 valdorata:1", age=4, silent=5, commits=640,
        commits_year=150,
        issues=75, open_issues=12, change_requests=110, open_change_requests=3, releases=20, release_gap=45,
        last_release_age=25, stars=134, forks=37, language="Svelte", topics=("budget", "open-data"),
        files=WELL_KEPT,
        code=PublicCode(
            maintenance="internal", organisation="Havnsted Kommune",
            used_by=("Havnsted Kommune", "Comune di Valdorata", "Commune de Haspelgem", "Gemeente Rietmeer",
            "Egemose Kommune")),
    )  # fmt: skip
    build.add(
        own + "template", "Template", "Start a new service from here", team="havnsted:0=1", age=0.1,
        language="", ci=None, archived=True,
    )  # fmt: skip
    build.add(
        own + "rough-input", "Rough Input", "Texts [/foo] that try \x1b[2J to break \u202ewhoever shows them",
        team="havnsted:2=3 free:10=2",
        public="free:5", age=1, silent=9, commits=60, commits_year=60, issues=22, open_issues=12,
        change_requests=10,
        open_change_requests=4, releases=2, stars=1, hostile=True, ci=None, files=PLAIN,
    )  # fmt: skip


def _samen(build: Builder) -> None:
    own = "samen-digitaal/"
    build.add(
        own + "subsidy-desk", "Subsidy Desk", "Apply for a subsidy, from first idea to final account",
        forge="gitlab",
        team="torrenova:0=18 valdorata:0=12 portolieve:0=9 secretariat:1=4",
        public="duinwoude:0 oudezijl:1 free:3", age=3,
        silent=1, commits=980, commits_year=260, issues=170, open_issues=22, change_requests=190,
        open_change_requests=7,
        answer_hours=18, releases=26, release_gap=30, last_release_age=12, stars=37, forks=11,
        files=WELL_KEPT,
        topics=("subsidies",), code=PublicCode(used_by=("Comune di Valdorata", "Comune di Portolieve")),
    )  # fmt: skip
    build.add(
        own + "address-register", "Address Register", "The city's addresses as a service", forge="gitlab",
        team="agency:0=20 agency:1=14 polderbits:2=11 bot:gitlab=9", public="rietmeer:0 duinwoude:2", age=6,
        silent=3, commits=1700,
        commits_year=220, issues=130, open_issues=15, change_requests=230, open_change_requests=4,
        answer_hours=11,
        releases=38, release_gap=33, last_release_age=29, stars=71, forks=18, language="Go", files=WELL_KEPT,
        topics=("addresses", "geo"), code=PublicCode(maintenance="internal",
        organisation="Agency for Digital Commons"),
    )  # fmt: skip
    build.add(
        own + "swimming-pools", "Swimming Pools", "Opening hours, lanes and how full it is", forge="gitlab",
        team="portolieve:1=1/12 torrenova:2=0/8", public="valdorata:0", age=4, silent=270, commits=240,
        commits_year=12,
        issues=36, open_issues=14, change_requests=20, open_change_requests=3, releases=5, release_gap=90,
        last_release_age=300, stars=5, forks=2, language="Python", ci="FAILURE",
    )  # fmt: skip
    build.add(
        own + "bouwstenen/id-gateway", "ID Gateway", "One sign-in for all services of all municipalities",
        forge="gitlab",
        team="polderbits:3=24 agency:0=10 zilverdrecht:1=8 kodevaerk:0=7",
        public="havnsted:1 molenbrugge:0 free:1", age=4,
        silent=0.6, commits=1450, commits_year=370, issues=150, open_issues=18, change_requests=280,
        open_change_requests=9,
        answer_hours=8, releases=47, release_gap=20, last_release_age=8, stars=92, forks=24, language="Go",
        files=WELL_KEPT,
        topics=("identity", "security"), code=PublicCode(used_by=("Gemeente Zilverdrecht",
        "Stad Molenbrugge")),
    )  # fmt: skip
    build.add(
        own + "bouwstenen/archive-link", "Archive Link", "Hands finished cases to the municipal archive",
        forge="gitlab",
        team="oudezijl:0=22", public="oudezijl:1", age=2, silent=8, commits=210, commits_year=95, issues=28,
        open_issues=8,
        change_requests=15, open_change_requests=1, answer_hours=40, releases=7, release_gap=55,
        last_release_age=48,
        release_style="tags", stars=6, forks=1, language="Java",
        code=PublicCode(used_by=("Gemeente Oudezijl",)),
    )  # fmt: skip
