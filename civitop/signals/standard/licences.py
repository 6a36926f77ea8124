"""Which licences the Open Source Initiative has approved, by SPDX identifier.

Source: the field `isOsiApproved` of the SPDX licence list 3.27, without its deprecated spellings.
"""

from functools import lru_cache
from typing import Any

_APPROVED = """
0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0 APL-1.0 APSL-1.0 APSL-1.1 APSL-1.2 APSL-2.0 Apache-1.1
Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause
BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 CAL-1.0 CAL-1.0-Combined-Work-Exception CATOSL-1.1 CDDL-1.0
CECILL-2.1 CERN-OHL-P-2.0 CERN-OHL-S-2.0 CERN-OHL-W-2.0 CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0
EFL-1.0 EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1 EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0 GPL-3.0 HPND ICU IPA
IPL-1.0 ISC Intel Jam LGPL-2.0 LGPL-2.1 LGPL-3.0 LPL-1.0 LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1
MIT MIT-0 MIT-Modern-Variant MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MirOS Motosoto
MulanPSL-2.0 Multics NASA-1.3 NCSA NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1 OFL-1.1-RFN OFL-1.1-no-RFN
OGTSL OLDAP-2.8 OLFL-1.3 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL Python-2.0 QPL-1.0
RPL-1.1 RPL-1.5 RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0 UPL-1.0 Unicode-3.0 Unicode-DFS-2016
Unlicense VSL-1.0 W3C Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1 Zlib
"""


@lru_cache(maxsize=1)
def _approved() -> frozenset[str]:
    return frozenset(_APPROVED.casefold().split())


def is_approved(expression: str) -> bool | None:
    """Return whether the OSI approved a licence, or one that may be chosen; `None` where it is no SPDX licence.

    Of `A OR B` one is enough, `A AND B` needs both; exceptions (`WITH …`) only add to what is allowed.
    """
    if _named(expression):
        return True
    # license-expression takes 50 ms to import and to read its list: only for what is no plain identifier.
    from license_expression import ExpressionError, get_spdx_licensing  # type: ignore[import-untyped]

    try:
        parsed = get_spdx_licensing().parse(expression, validate=True)
    except (ExpressionError, AttributeError, TypeError, ValueError):  # the library trips over malformed ones
        return None
    return None if parsed is None else _holds(parsed)


def _named(name: str) -> bool:
    low = name.strip().casefold()
    return low.removesuffix("+").removesuffix("-only").removesuffix("-or-later") in _approved()


def _holds(parsed: Any) -> bool:
    if parsed.isliteral:
        return _named(str(getattr(parsed, "license_symbol", parsed).key))
    parts = [_holds(part) for part in parsed.args]
    return any(parts) if parsed.operator.strip() == "OR" else all(parts)
