import pytest

from civitop.people.affiliation.registry import Registry, load


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load()
