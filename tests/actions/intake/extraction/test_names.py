"""What may be somebody's name."""

import pytest

from actions.intake.extraction.names import NameProblem, ParsedName, parse_name


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("张三", "张三"), ("我叫张三", "张三"), ("我是王小明。", "王小明"), ("本人李四", "李四"), ("我的名字是陈大文", "陈大文"),
        ("姓名：赵六", "赵六"), ("李四 谢谢", "李四"), ("张 三", "张三"), ("欧阳娜娜", "欧阳娜娜"), ("阿依古丽", "阿依古丽"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"), ("迪丽热巴•迪力木拉提", "迪丽热巴•迪力木拉提"), ("John Smith", "John Smith"),
        ("O'Brien", "O'Brien"), ("陳大文", "陳大文"), ("爨宝", "爨宝"),
    ],
)  # fmt: skip
def test_a_name_is_taken_as_written(answer: str, name: str) -> None:
    assert parse_name(answer) == ParsedName(name)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", NameProblem.EMPTY), ("姓李", NameProblem.FULL_NAME_NEEDED), ("我姓李", NameProblem.FULL_NAME_NEEDED),
        ("张先生", NameProblem.FULL_NAME_NEEDED), ("老王", NameProblem.FULL_NAME_NEEDED), ("张", NameProblem.TOO_SHORT),
        ("阿" * 16 + "·" + "里" * 16, NameProblem.TOO_LONG), ("不知道", NameProblem.NOT_A_NAME), ("匿名", NameProblem.NOT_A_NAME),
        ("123", NameProblem.NOT_A_NAME), ("😀😀", NameProblem.NOT_A_NAME), ("我要退款", NameProblem.NOT_A_NAME),
        ("啊啊啊啊", NameProblem.NOT_A_NAME), ("<b>张三</b>", NameProblem.NOT_A_NAME), ("这个需要填吗", NameProblem.NOT_A_NAME),
    ],
)  # fmt: skip
def test_what_is_no_full_name_is_refused_with_its_reason(answer: str, problem: NameProblem) -> None:
    assert parse_name(answer) is problem
