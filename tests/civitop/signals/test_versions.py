import pytest

from civitop.signals.parts.versions import is_prerelease, is_version, pattern, read_version


@pytest.mark.parametrize(
    "tag",
    ["1.2", "v1.2.3", "V2", "release-1.2", "release/2026-11", "rel_3_1", "2026-11-22", "8.x-1.2",
     "@x/y@1.2.3", "os2forms-2.0.1", "1.2.3-rc1", "2.0b3", "v1.2.3+build.5", "version-4", "r12",
     "1.0.0.Final", "release/2024.1", "backend/v1.0.0", "v2.0.0-SNAPSHOT", "2026.06", "v.4.0", "v5",
     "Release_3.1", "0.10.1-post1", "@x/test-kit@1.0.0"],
)  # fmt: skip
def test_tags_that_are_versions(tag):
    assert is_version(tag)


@pytest.mark.parametrize(
    "tag",
    ["latest", "1234", "production", "before-merge", "deploy", "v", "", "feature/x", "x.y", "nightly",
     "deploy-2026-09-01", "deploy-prod-2026-06-01", "sprint-10", "fix-5035", "nightly-2026-09-01",
     "release-candidate-1", "ECS-PREVIEW-SUCCESS-2023-12-20-552fb", "build-20260601.3", "acceptance-1.2",
     "2026-06-01T12-00-00", "api-2026-09-01", "1.2.0-perftest", "1.2.0-probe", "1.2.3-g1a2b3c4"],
)  # fmt: skip
def test_tags_that_are_none(tag):
    assert not is_version(tag)


@pytest.mark.parametrize(
    ("tag", "early"),
    [("1.2.3-rc1", True), ("2.0b3", True), ("v3.0.0-beta.2", True), ("1.0.dev4", True),
     ("2.1-SNAPSHOT", True), ("1.0a", True), ("1.2.3", False), ("2026-11-22", False),
     ("1.0.0.Final", False), ("v1.2+build.5", False), ("1.0-post1", False),
     ("1.2.3-1", False), ("alpha-project-1.2", False)],
)  # fmt: skip
def test_versions_that_call_themselves_unfinished(tag, early):
    assert is_version(tag)
    assert is_prerelease(tag) == early


@pytest.mark.parametrize(
    ("tag", "package"),
    [("@x/button@1.2.0", "@x/button"), ("backend/v1.1.0", "backend"), ("os2forms-2.0.1-rc.1", "os2forms"),
     ("release/1.2", ""), ("v1.2", "")],
)  # fmt: skip
def test_the_package_of_a_monorepo(tag, package):
    assert read_version(tag).package == package


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("deploy-2026-09-01", "deploy-*"),
        ("1.2-probe", "*-probe"),
        ("latest", "latest"),
        ("ok-1-bddfa", "ok-*"),
        ("5035-6001", "5035-6001"),
    ],
)
def test_what_names_have_in_common(tag, shown):
    assert pattern(tag) == shown
