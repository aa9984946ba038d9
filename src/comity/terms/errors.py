"""What can go wrong, as a code with parameters; the words for it are chosen at the edge, in the reader's language."""


class ComityError(Exception):
    """Bad input or use.

    `code` is a dotted, stable name such as ``votes.bad_value``; `parameters` say where (file, row, column),
    what was found and what was expected. `comity.words.explain(error, language)` turns both into one sentence.
    """

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"{self.code}({details})"
