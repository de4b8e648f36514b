"""The numbers of tapi.h."""

import pytest
from scripts import tapi_constants


def test_the_table_is_that_of_the_header():
    if not tapi_constants.HEADER.exists():
        pytest.skip(f"{tapi_constants.HEADER} is not there: it comes with Debian's mingw-w64-common")
    assert tapi_constants.text() == tapi_constants.TARGET.read_text(encoding="ascii")
