"""What docs/automation offers to copy: valid by published schemas, and its shell parts run."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from civitop.cli.options import parse
from civitop.service import condition as conditions
from civitop.service.publication import Publication
from civitop.service.server import Address, serving

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "automation"
WORKFLOWS = sorted((FOLDER / "github").glob("*.yml"))
TEMPLATE = FOLDER / "gitlab" / "civitop.gitlab-ci.yml"
NEVER = "stars<0"
CROSSED = "bus<2"
PATIENCE = 120


def yaml(file: Path) -> Any:
    return YAML(typ="safe").load(file)


def bash(script: str, folder: Path, *first: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a script as a pipeline would, with the civitop of these tests; `first` folders come before all on PATH."""
    path = os.pathsep.join([*first, str(Path(sys.executable).parent), os.environ["PATH"]])
    home = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "CIVITOP_CONFIG": ""}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env={**os.environ, **home, "PATH": path, **environment},
        capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


# ------------------------------------------------------------ their form


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", [ROOT / "action.yml"]),
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.gitlab-ci", [TEMPLATE]),
    ],
)
def test_the_published_schemas_accept_them(schema: str, files: list[Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_what_a_person_writes_into_an_input_is_never_part_of_a_script() -> None:
    steps = yaml(ROOT / "action.yml")["runs"]["steps"]
    for file in WORKFLOWS:
        steps += [step for job in yaml(file)["jobs"].values() for step in job["steps"]]
    scripts = [step["run"] for step in steps if "run" in step]
    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]


def test_every_input_of_the_action_is_used_and_the_workflow_knows_them() -> None:
    action = yaml(ROOT / "action.yml")
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (ROOT / "action.yml").read_text())
    assert sorted(used) == sorted(action["inputs"])
    for job in yaml(FOLDER / "github" / "report.yml")["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("civitop/"):
                assert set(step["with"]) <= set(action["inputs"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = tmp_path / "civitop"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in sorted((FOLDER / "systemd").iterdir()):
        text = unit.read_text().replace("/usr/local/bin/civitop", str(program))
        (tmp_path / unit.name).write_text(text)
    units = [str(tmp_path / unit.name) for unit in (FOLDER / "systemd").iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def commands() -> list[list[str]]:
    """Return the command lines of civitop in units, image and table of cron, without `civitop`."""
    found = []
    for unit in sorted((FOLDER / "systemd").glob("*.service")):
        found += re.findall(r"^ExecStart=/usr/local/bin/civitop (.+)$", unit.read_text(), re.MULTILINE)
    image = (FOLDER / "Containerfile").read_text()
    found += [shlex.join(json.loads(found)) for found in re.findall(r"^CMD (\[.+\])$", image, re.MULTILINE)]
    readme = (FOLDER / "README.md").read_text()
    found += re.findall(r"^civitop (.+)$", readme, re.MULTILINE)
    return [shlex.split(each) for each in found]


def test_their_command_lines_are_civitops() -> None:
    assert len(commands()) >= 4
    for words in commands():
        assert parse(words).command == words[0]


def test_the_image_asks_a_service_that_is_well_and_one_that_is_not() -> None:
    image = (FOLDER / "Containerfile").read_text()
    (words,) = re.findall(r"^ +CMD (\[.+\])$", image, re.MULTILINE)
    program, option, script = json.loads(words)
    assert (program, option) == ("python", "-c")
    well = conditions.first(datetime.now(UTC))
    for condition, code in ((well, 0), (conditions.stopped(well), 1)):
        with serving(Address("127.0.0.1", 0), Publication(), lambda now=condition: now) as base:
            asked = script.replace("http://127.0.0.1:9464", base)
            done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False)
        assert done.returncode == code


# ------------------------------------------------------------ what they do


def snapshot_script(env: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the script of the action's last step, and its variables with the defaults of the inputs."""
    action = yaml(ROOT / "action.yml")
    step = action["runs"]["steps"][-1]
    given = {}
    for name, value in step["env"].items():
        (key,) = re.findall(r"inputs\.([\w-]+)", value)
        given[name] = str(action["inputs"][key]["default"])
    return step["run"], {**given, "GITHUB_TOKEN": "", **env}


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_the_action_fails_the_build_with_one_clear_line_and_leaves_its_report(tmp_path: Path) -> None:
    script, given = snapshot_script({"DEMO": "true", "FAIL_ON": CROSSED})
    output, summary = tmp_path / "output", tmp_path / "summary"
    done = bash(script, tmp_path, **given, GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1, done.stderr
    (line,) = done.stdout.splitlines()
    found = re.fullmatch(r"::error title=civitop::(\d+) projects cross the threshold: bus<2", line)
    assert found
    assert done.stderr.count(f"({CROSSED})") == int(found[1]) > 0
    assert output.read_text() == f"folder=civitop-report\ncrossed={found[1]}\n"
    report = tmp_path / "civitop-report"
    assert {file.suffix for file in report.iterdir()} == {".json", ".html", ".md"}
    assert "Open City Commons" in summary.read_text()


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_an_input_is_one_word_whatever_is_in_it(tmp_path: Path) -> None:
    script, given = snapshot_script({"NETWORKS": "$(touch${IFS}hacked) --schema", "FAIL_ON": '";touch hacked;"'})
    done = bash(script, tmp_path, **given, GITHUB_OUTPUT="/dev/null", GITHUB_STEP_SUMMARY="/dev/null")
    assert done.returncode == 2
    assert "::error title=civitop::civitop ended with code 2: " in done.stdout
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_the_gitlab_job_does_the_same_and_the_dashboard_asks_for_what_there_is(tmp_path: Path) -> None:
    done = gitlab(tmp_path, CIVITOP_DEMO="true", CIVITOP_FAIL_ON=CROSSED)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [f"civitop: the threshold is crossed: {CROSSED}"]
    metrics = tmp_path / "civitop-report" / "snapshot.prom"
    families = list(text_string_to_metric_families(metrics.read_text()))
    held = {family.name: {label for each in family.samples for label in each.labels} for family in families}
    dashboard_asks_for(held)
    states = {value for family in families for each in family.samples for value in each.labels.values()}
    assert {"bad", "stale", "failed"} <= states  # the values that its selectors name


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_the_gitlab_job_says_nothing_where_nothing_is_crossed(clone: Path, tmp_path: Path) -> None:
    given = {"CIVITOP_NETWORKS": "os2", "CIVITOP_CONFIG": str(tmp_path / "config.toml")}
    done = gitlab(tmp_path, **given, CIVITOP_FAIL_ON=NEVER)
    assert (done.returncode, done.stdout) == (0, "")
    broken = gitlab(tmp_path, **given, CIVITOP_FAIL_ON="bus<<2")
    assert broken.returncode == 2
    assert broken.stdout == "civitop: it ended with code 2.\n"


def gitlab(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    template = yaml(TEMPLATE)
    (script,) = template["civitop"]["script"]
    return bash(script, folder, **{**template["variables"], **variables})


def dashboard_asks_for(held: dict[str, set[str]]) -> None:
    """Every metric that the dashboard's queries name is there, with every label by which they choose and group."""
    dashboard = json.loads((FOLDER / "grafana" / "civitop.json").read_text())
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids) >= 10
    asked: dict[str, set[str]] = {}
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert panel["datasource"]["uid"] == "${datasource}"
        for target in panel["targets"]:
            for name, labels in labels_by_metric(target["expr"], target.get("legendFormat", "")).items():
                asked.setdefault(name, set()).update(labels)
    variables = {each["name"]: each for each in dashboard["templating"]["list"]}
    query = variables["network"]["query"]["query"]
    ((name, label),) = re.findall(r"label_values\((\w+), (\w+)\)", query)
    asked.setdefault(name, set()).add(label)
    assert len(asked) >= 10
    for name, labels in asked.items():
        assert labels <= held[name], name


def labels_by_metric(expression: str, legend: str) -> dict[str, set[str]]:
    """Return the metrics of a query, each with the labels of its selector and those that all of them must have."""
    common = set(re.findall(r"\{\{(\w+)\}\}", legend))
    for group in re.findall(r"\b(?:by|on) \(([^)]+)\)", expression):
        common |= {label.strip() for label in group.split(",")}
    selectors = re.findall(r"(civitop_\w+)(?:\{([^}]*)\})?", expression)
    return {name: common | set(re.findall(r"(\w+)=", chosen)) for name, chosen in selectors}


def test_the_labels_of_a_query_are_read() -> None:
    expression = 'sum by (level) (civitop_a{network=~"$network",level="bad"} and on (network, repository) civitop_b == 0)'
    assert labels_by_metric(expression, "{{level}}") == {
        "civitop_a": {"level", "network", "repository"},
        "civitop_b": {"level", "network", "repository"},
    }


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    path = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    commit(path, "Begin")
    (tmp_path / "config.toml").write_text(f'[network.os2]\nname = "Ours"\nwatch = ["git:{path}"]\n')
    return path


def commit(path: Path, message: str) -> None:
    who = ["-c", "user.name=Ida Holm", "-c", "user.email=ida@bakkeby.example"]
    words = ["git", "-C", str(path), *who, "commit", "-q", "--allow-empty", "-m", message]
    subprocess.run(words, check=True)


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_the_monthly_pipeline_opens_an_issue_with_what_changed(clone: Path, tmp_path: Path) -> None:
    (job,) = yaml(FOLDER / "github" / "changes.yml")["jobs"].values()
    step = job["steps"][-1]
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(
        '#!/bin/sh\n[ "$1 $2 $3" = "issue create --title" ] || exit 9\nprintf "%s\\n" "$4" > title\n'
        '[ "$5" = --body-file ] || exit 9\ncat "$6" > body\n'
    )
    (tools / "gh").chmod(0o755)
    given = {"NETWORKS": step["env"]["NETWORKS"], "CIVITOP_CONFIG": str(tmp_path / "config.toml")}
    first = bash(step["run"], tmp_path, str(tools), **given)
    assert first.returncode == 0, first.stderr
    assert not (tmp_path / "body").exists()  # nothing to compare with yet
    subprocess.run(["git", "-C", str(clone), "tag", "v1.0.0"], check=True)
    second = bash(step["run"], tmp_path, str(tools), **given)
    assert second.returncode == 0, second.stderr
    assert (tmp_path / "title").read_text().startswith("What changed in os2 until 20")
    body = (tmp_path / "body").read_text()
    assert body.startswith("#")
    assert "clone" in body
    assert "Ida" not in body


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE * 2)
def test_the_lines_for_cron_run_as_they_are(clone: Path, tmp_path: Path) -> None:
    lines = [line for line in (FOLDER / "crontab").read_text().splitlines() if re.match(r"[\d*]", line)]
    for line in lines:
        *times, command = line.split(None, 5)
        assert all(re.fullmatch(r"[\d*/,-]+", time) for time in times)
        assert not re.search(r"(?<!\\)%", command)  # a bare one ends the command
        script = command.replace("\\%", "%")
        done = bash(script, tmp_path, CIVITOP_CONFIG=str(tmp_path / "config.toml"))
        assert (done.returncode, done.stderr) == (0, ""), line
    assert "clone" in (tmp_path / "os2.html").read_text()
    assert (tmp_path / "os2-changes.md").read_text().startswith("#")
