"""What is wrong in a request, told in Portuguese, holds no English words and no decimal points."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from bancada.api.invalid import problems_in


class Asked(BaseModel):
    share: Annotated[float, Field(le=0.5)] = 0.2
    days: Annotated[int, Field(le=1500)] = 1
    kind: Literal["rf", "lstm"] = "rf"


def told(language: str, **body: Any) -> str:  # Any: what pydantic refuses
    with pytest.raises(ValidationError) as refused:
        Asked(**body)
    (problem,) = problems_in(refused.value.errors(), language=language)
    return str(problem["detail"])


def test_a_limit_has_a_decimal_comma_in_portuguese() -> None:
    assert told("pt_BR", share=0.9) == "deve ser no máximo 0,5"


def test_a_whole_limit_stays_as_it_is() -> None:
    assert told("pt_BR", days=2000) == "deve ser no máximo 1500"


def test_choices_are_joined_by_the_word_of_the_language() -> None:
    assert told("pt_BR", kind="cnn") == "deve ser um destes: 'rf' ou 'lstm'"
    assert told("en", kind="cnn").endswith("'rf' or 'lstm'")
