"""Statements in several languages."""

from comity.importers import read_statements, read_statements_file
from tests.importers.conftest import Refused, Written


def test_each_column_of_text_is_a_language(written: Written) -> None:
    header = "statement,text_ar,text_zh-Hans,text_EN,text_pt_br,moderated,meta,author\n"
    read = read_statements_file(written(header + "s10,نعم,是,yes,sim,1,no,x\ns9,,否,no,,-1,yes,y\n"))
    statements = read.statements
    assert statements.ids.tolist() == ["s10", "s9"]
    assert {language: texts.tolist() for language, texts in statements.texts.items()} == {
        "ar": ["نعم", ""],
        "zh-Hans": ["是", "否"],
        "en": ["yes", "no"],
        "pt-BR": ["sim", ""],
    }
    assert (statements.moderation.tolist(), statements.meta.tolist()) == ([1, -1], [False, True])
    assert [(told.code, told.parameters["columns"]) for told in read.ignored] == [("csv.columns_ignored", "8 (author)")]


def test_a_single_text_has_no_language(written: Written) -> None:
    statements = read_statements(written("text,statement\nA text,s1\n"))
    assert (statements.ids.tolist(), statements.text(0, "fr")) == (["s1"], ("A text", ""))


def test_a_language_twice(refused: Refused) -> None:
    error = refused("statement,text_zh-hans,text_zh_Hans\ns,a,b\n", read_statements)
    assert (error.code, error.parameters["found"]) == ("statements.repeated_language", "zh-Hans")


def test_a_statement_without_an_id(refused: Refused) -> None:
    error = refused("statement,text\ns1,a\n,b\n", read_statements)
    assert (error.code, error.parameters) == ("ids.empty", {"row": 3, "column": "1 (statement)"})


def test_one_endless_text_among_many_is_refused_before_it_takes_the_memory(refused: Refused) -> None:
    rows = "".join(f"s{i},a\n" for i in range(5_000))
    error = refused("statement,text\n" + rows + "t," + "x" * 120_000 + "\n", read_statements)
    assert (error.code, error.parameters["found"]) == ("file.text_too_large", 120_000)
