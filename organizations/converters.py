"""Parts of addresses that are checked before any view runs."""


class StepConverter:
    """The name of a step of the registration."""

    regex = "basics|people|work|safety"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
