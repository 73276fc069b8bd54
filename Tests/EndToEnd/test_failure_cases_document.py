"""Documentation/FailureCases.md is kept true."""

import pytest

pytest.importorskip("tomllib", reason="Python 3.11 has it")

import failure_cases  # noqa: E402

CASES_OF_THE_ISSUE = [*range(1, 26), *range(45, 60), 72, 73, 77, 78, 95]
COMPLAINTS_OF_THE_ISSUE = [6, 7, 8, 33]


def test_every_case_and_complaint_has_a_test_and_a_row():
    wanted = {("case", number) for number in CASES_OF_THE_ISSUE} | {("complaint", n) for n in COMPLAINTS_OF_THE_ISSUE}

    assert wanted <= set(failure_cases.tests())
    assert set(failure_cases.tests()) == set(failure_cases.cases())


def test_the_document_is_up_to_date():
    assert failure_cases.DOCUMENT.read_text() == failure_cases.document(), "run python Tests/EndToEnd/failure_cases.py"


def test_every_test_that_the_document_names_exists():
    named = set(failure_cases.re.findall(r"`(test_\w+\.py::test_\w+)`", failure_cases.DOCUMENT.read_text()))

    assert named == {name for names in failure_cases.tests().values() for name in names}
