"""What a health says of the repository itself, beside its signals."""

from datetime import timedelta

import pytest

from civitop.config.settings import NetworkSettings
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store
from tests.civitop.signals.conftest import ASOF, Make

PUBLICCODE = "publiccodeYmlVersion: '0.4'\nname: Shelter\nlegal:\n  license: EUPL-1.2\n"


@pytest.mark.parametrize(
    ("recognised", "publiccode", "told"),
    [("MIT", PUBLICCODE, "MIT"), (None, PUBLICCODE, "EUPL-1.2"), (None, "", None)],
)
def test_a_licence_that_no_forge_recognised_is_the_one_that_publiccode_names(recognised, publiccode, told):
    with Store(":memory:") as store:
        measurer = Measurer(NetworkSettings(id="ours", name="Ours"), store, Registry(()), Stated())
        facts = Make().facts(publiccode=publiccode, licence=recognised)
        assert measurer.measure(measurer.project(facts), ASOF + timedelta(minutes=1)).licence == told
