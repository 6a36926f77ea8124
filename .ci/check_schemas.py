"""Checks the GraphQL documents and the demo's answers against what GitHub publishes.

usage: check_schemas.py GRAPHQL_SCHEMA OPENAPI_DESCRIPTION

`@octokit/graphql-schema` (npm) has the first as `schema.graphql`, `@octokit/openapi` the second as
`generated/api.github.com.json`. Three checks: every `.graphql` document of the collectors is valid
against the schema; the demo's answers to them have the types, nullability and enum values that the
schema promises; the demo's REST answers validate against the response schemas of the description.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import graphql
import httpx
import jsonschema

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from civitop.demo import Faults, Forge, open_city, serve  # noqa: E402  (found only after the line above)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SCALARS_AS_TEXT = {"DateTime", "GitTimestamp", "GitObjectID", "URI", "ID", "String"}
WIDE = """
query Wide($ids: [ID!]!) {
  rateLimit { limit cost remaining used resetAt nodeCount }
  viewer { login id databaseId company name organizations(first: 5) { nodes { login } } }
  nodes(ids: $ids) {
    id
    ... on Repository {
      nameWithOwner name url description isArchived isFork isEmpty isDisabled createdAt pushedAt updatedAt
      stargazerCount forkCount diskUsage isPrivate visibility owner { login id url }
      licenseInfo { spdxId key name } primaryLanguage { name color }
      repositoryTopics(first: 5) { nodes { topic { name } } } hasIssuesEnabled
      latestRelease { id tagName name publishedAt createdAt isDraft isPrerelease url }
      refs(refPrefix: "refs/tags/", first: 5, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) {
        totalCount nodes { id name prefix target { oid ... on Tag { tagger { date name } target { oid } }
          ... on Commit { committedDate } } } }
      object(expression: "HEAD:") { ... on Tree { entries { name type path mode size } } }
      readme: object(expression: "HEAD:README.md") { ... on Blob { text byteSize isBinary isTruncated oid } }
      defaultBranchRef { name target { ... on Commit { statusCheckRollup { state } history(first: 5) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
        edges { cursor node { oid } }
        nodes { id oid abbreviatedOid url committedDate authoredDate messageHeadline message
          additions deletions
          parents(first: 2) { totalCount nodes { oid } } author { name email date user { login company } }
          authors(first: 3) { totalCount nodes { name email user { login } } } } } } } }
      issues(first: 5, orderBy: {field: UPDATED_AT,
      direction: DESC}) { totalCount nodes { id databaseId number title
        body url state stateReason closed locked createdAt updatedAt closedAt authorAssociation
        author { login url ... on User { databaseId } ... on Bot { id } }
        labels(first: 3) { nodes { name color } }
        comments(first: 3) { totalCount nodes { id createdAt updatedAt author { login } } } } }
      pullRequests(first: 5, states: [MERGED,
      OPEN]) { totalCount nodes { id number state merged mergedAt isDraft
        isCrossRepository additions deletions changedFiles reviewDecision mergedBy { login }
        headRepositoryOwner { login } headRepository { nameWithOwner }
        reviews(first: 3) { totalCount nodes {
          id databaseId state submittedAt createdAt author { login } } } } }
      releases(first: 5, orderBy: {field: CREATED_AT,
      direction: DESC}) { totalCount nodes { id databaseId tagName
        name publishedAt createdAt isDraft isPrerelease url } }
    }
  }
}
"""
"""All that the demo knows, whether or not a collector asks for it."""


def documents() -> Iterator[tuple[str, str]]:
    """Yield name and text of every document, the fragments it needs added."""
    folder = ROOT / "collectors/github/documents"
    shared = "\n".join(p.read_text("utf-8") for p in folder.glob("fragments.graphql"))
    for path in sorted(folder.glob("*.graphql")):
        if path.name != "fragments.graphql":
            yield path.name, _with_fragments(path.read_text("utf-8"), shared)
    yield "everything the demo knows", WIDE


def _with_fragments(text: str, shared: str) -> str:
    """Add those of the shared fragments that a document uses, directly or not."""
    known = {}
    if shared.strip():
        known = {d.name.value: d for d in graphql.parse(shared).definitions if hasattr(d, "type_condition")}
    wanted: set[str] = set()

    def spreads(node: graphql.Node) -> None:
        class Spreads(graphql.Visitor):
            def enter_fragment_spread(self, found: graphql.FragmentSpreadNode, *_: Any) -> None:
                name = found.name.value
                if name in known and name not in wanted:
                    wanted.add(name)
                    spreads(known[name])

        graphql.visit(node, Spreads())

    spreads(graphql.parse(text))
    return "\n".join([text, *(graphql.print_ast(known[name]) for name in sorted(wanted))])


class AddTypename(graphql.Visitor):
    """Asks for `__typename` everywhere, so that the type behind an interface is known."""

    def leave_selection_set(self, node: graphql.SelectionSetNode, *_: Any) -> graphql.SelectionSetNode:
        """Add it to one selection."""
        field = graphql.FieldNode(name=graphql.NameNode(value="__typename"), arguments=(), directives=())
        return graphql.SelectionSetNode(selections=(field, *node.selections))


def check_scalar(name: str, value: Any) -> Any:
    """Return a leaf of an answer; raise `TypeError` where it has not the form of its scalar."""
    fits = {
        "Int": isinstance(value, int) and not isinstance(value, bool),
        "Boolean": isinstance(value, bool),
        "Float": isinstance(value, (int, float)),
    }.get(name, isinstance(value, str) if name in SCALARS_AS_TEXT else True)
    if name in ("DateTime", "GitTimestamp") and fits:
        datetime.fromisoformat(value)
    if name == "GitObjectID" and fits:
        fits = len(value) == 40 and int(value, 16) >= 0
    if not fits:
        raise TypeError(f"{value!r} is no {name}")
    return value


def strict(schema: graphql.GraphQLSchema) -> graphql.GraphQLSchema:
    """Make every scalar of the schema look at the answers' values."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, graphql.GraphQLScalarType):
            kind.serialize = lambda value, name=name: check_scalar(name, value)  # type: ignore[method-assign]
    return schema


def variables(forge: Forge, document: str) -> dict[str, Any]:
    """Return values for every variable that a document may declare, by name and by what it is about."""
    from civitop.demo.server.render import node_id

    world = forge.world
    project = next(p for p in world.projects if p.name == "permit-desk")
    truth = world.truth(project.key)
    numbers = [p.number for p in world.projects if p.forge == "github"]
    ids = {
        "issue_details.graphql": [node_id("I", project.number, i.number) for i in truth.issues[-20:]],
        "change_details.graphql": [
            node_id("PR", project.number, i.number) for i in truth.change_requests[-20:]
        ],
        "more_comments.graphql": [node_id("I", project.number, truth.issues[-1].number)],
        "more_reviews.graphql": [node_id("PR", project.number, truth.change_requests[-1].number)],
        "commit_details.graphql": [node_id("C", project.number, c.oid) for c in truth.commits[:20]],
    }.get(document, [node_id("R", n) for n in numbers][:20])
    old = "2025-11-22T00:00:00Z"
    person = next(a for a in world.accounts.values() if a.memberships)
    return {
        "ids": ids, "id": ids[0] if document.startswith("more_") else node_id("R", project.number),
        "head": truth.head, "page": 10, "after": None, "commits": True,
        "states": None,
        "field": "UPDATED_AT", "fork": False, "until": None, "owner": project.owner, "name": project.name,
        "login": person.login if document.startswith("profile") else project.owner,
        **dict.fromkeys(("since", "commitsAfter", "issuesAfter", "window", "commitsSince", "issuesSince"),
        old),
    }  # fmt: skip


async def check_graphql(forge: Forge, client: httpx.AsyncClient, text: str) -> list[str]:
    """Return what is wrong with the documents, and with the demo's answers to them."""
    # the published text defines two fields twice and deprecates fields of interfaces
    schema = strict(graphql.build_schema(text, assume_valid=True, assume_valid_sdl=True))
    wrong = []
    for name, document in documents():
        parsed = graphql.parse(document)
        if invalid := graphql.validate(schema, parsed):
            wrong += [f"{name}: {error.message}" for error in invalid]
            continue
        asked = graphql.visit(parsed, AddTypename())
        values = variables(forge, name)
        answer = (
            await client.post(
                f"{forge.github_url}/api/graphql",
                json={"query": graphql.print_ast(asked), "variables": values},
            )
        ).json()
        wrong += [
            f"{name}: the demo refuses: {e['message']} at {e.get('path')}" for e in answer.get("errors", ())
        ]
        if answer.get("data"):
            result = await _reread(schema, asked, answer["data"], values)
            wrong += [f"{name}: {error.message} at {error.path}" for error in result]
        print(f"{name}: {len(json.dumps(answer))} bytes")  # noqa: T201
    return wrong


async def _reread(
    schema: graphql.GraphQLSchema,
    document: graphql.DocumentNode,
    data: Mapping[str, Any],
    values: Mapping[str, Any],
) -> list[graphql.GraphQLError]:
    """Let graphql-core read an answer as if it were the data, which checks it against every type."""

    def given(source: Any, info: graphql.GraphQLResolveInfo, **_: Any) -> Any:
        return source[info.path.key]

    result = graphql.execute_sync(
        schema, document, data, variable_values=dict(values), field_resolver=given,
        type_resolver=lambda value, *_: value["__typename"],
    )  # fmt: skip
    return result.errors or []


REST = {
    "/orgs/{org}": "/orgs/opencity-commons",
    "/orgs/{org}/repos": "/orgs/opencity-commons/repos?per_page=100",
    "/users/{username}/orgs": "/users/{member}/orgs",
    "/rate_limit": "/rate_limit",
    "/repos/{owner}/{repo}": "/repos/{r}",
    "/repos/{owner}/{repo}/issues": "/repos/{r}/issues?state=all&per_page=100",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": "/repos/{r}/issues/{issue}/comments",
    "/repos/{owner}/{repo}/pulls": "/repos/{r}/pulls?state=all",
    "/repos/{owner}/{repo}/pulls/{pull_number}": "/repos/{r}/pulls/{pull}",
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": "/repos/{r}/pulls/{pull}/reviews",
    "/repos/{owner}/{repo}/releases": "/repos/{r}/releases",
    "/repos/{owner}/{repo}/releases/latest": "/repos/{r}/releases/latest",
    "/repos/{owner}/{repo}/tags": "/repos/{r}/tags",
    "/repos/{owner}/{repo}/commits": "/repos/{r}/commits",
    "/repos/{owner}/{repo}/commits/{ref}": "/repos/{r}/commits/HEAD",
    "/repos/{owner}/{repo}/contributors": "/repos/{r}/contributors",
    "/repos/{owner}/{repo}/contents/{path}": "/repos/{r}/contents/README.md",
    "/repos/{owner}/{repo}/languages": "/repos/{r}/languages",
    "/repos/{owner}/{repo}/topics": "/repos/{r}/topics",
    "/repos/{owner}/{repo}/branches": "/repos/{r}/branches",
    "/search/repositories": "/search/repositories?q=org:opencity-commons",
    "/search/issues": "/search/issues?q=org:opencity-commons",
    "/users/{username}": "/users/{member}",
    "/user": "/user",
}
"""Operation of the description → what is asked of the demo for it."""


async def check_rest(forge: Forge, client: httpx.AsyncClient, text: str) -> list[str]:
    """Return where REST answers differ from the description."""
    described = _json_schema(json.loads(text))
    truth = forge.world.truth("github:opencity-commons/permit-desk")
    pull = next(r for r in truth.change_requests if r.reviews)
    issue = next(i for i in truth.issues if i.comments)
    member = next(a.login for a in forge.world.accounts.values() if a.memberships)
    wrong = []
    for operation, target in REST.items():
        at = target.format(r=truth.project.path, pull=pull.number, issue=issue.number, member=member)
        answer = await client.get(f"{forge.github_url}/api/v3{at}")
        if answer.status_code != httpx.codes.OK:
            wrong.append(f"{operation}: {answer.status_code}")
            continue
        response = described["paths"][operation]["get"]["responses"]["200"]
        if "$ref" in response:
            response = described["components"]["responses"][response["$ref"].rpartition("/")[2]]
        schema = response["content"]["application/json"]["schema"]
        validator = jsonschema.Draft202012Validator({**schema, "components": described["components"]})
        errors = list(validator.iter_errors(answer.json()))
        wrong += [f"{operation}: {e.message[:150]} at {list(e.absolute_path)}" for e in errors[:5]]
        print(f"{operation}: {len(answer.content)} bytes")  # noqa: T201
    return wrong


APP = "/app/installations/{installation_id}/access_tokens"


async def check_app(forge: Forge, text: str) -> list[str]:
    """Return where the answer that gives an App its token differs from the description."""
    import github

    app = forge.app
    statement = github.Auth.AppAuth(app.id, app.key).create_jwt()
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {statement}"}) as client:
        path = APP.format(installation_id=app.installation)
        answer = await client.post(f"{forge.github_url}/api/v3{path}", json={"permissions": {}})
    described = _json_schema(json.loads(text))
    schema = described["paths"][APP]["post"]["responses"]["201"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**schema, "components": described["components"]})
    print(f"{APP}: {len(answer.content)} bytes")  # noqa: T201
    if answer.status_code != httpx.codes.CREATED:
        return [f"{APP}: {answer.status_code}"]
    return [
        f"{APP}: {e.message[:150]} at {list(e.absolute_path)}" for e in validator.iter_errors(answer.json())
    ]


def _json_schema(node: Any) -> Any:
    """Turn OpenAPI 3.0's `nullable` into JSON Schema."""
    if isinstance(node, list):
        return [_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _json_schema(value) for key, value in node.items() if key not in ("examples", "example")}
    if made.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, {k: v for k, v in made.items() if k != "nullable"}]}
    return made


async def main(graphql_schema: str, description: str) -> int:
    """Run all checks on the texts of both and return the exit code."""
    async with serve(open_city(NOW), faults=Faults(work_limit=1_000_000)) as forge:
        token = {"Authorization": f"bearer {forge.github_tokens[0]}"}
        async with httpx.AsyncClient(headers=token, timeout=60) as client:
            wrong = await check_graphql(forge, client, graphql_schema)
            wrong += await check_rest(forge, client, description)
        wrong += await check_app(forge, description)
    for line in wrong:
        print(f"WRONG {line}", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(asyncio.run(main(*(Path(name).read_text("utf-8") for name in sys.argv[1:]))))
