"""A name gets short only where that changes nothing."""

import pytest

from channels.widget.bundle import pieces
from channels.widget.shorten import shorten


def shortened(code: str) -> str:
    return shorten(list(pieces(code)))


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("const first=1;use(first)", "const aa=1;use(aa)"),
        ("function first(one,two){return one+two}", "function ac(aa,ab){return aa+ab}"),
        ("list.map((one,...rest)=>one+rest)", "list.map((aa,...ab)=>aa+ab)"),
        ("for(const[name,value]of all){go(name,value)}", "for(const[aa,ab]of all){go(aa,ab)}"),
        ("try{go()}catch(error){tell(error)}", "try{go()}catch(aa){tell(aa)}"),
        ("const first=1;return a?first:2", "const aa=1;return a?aa:2"),
        ('const first="first";use(first)', 'const aa="first";use(aa)'),
    ],
)
def test_a_name_that_the_code_declares_is_short_in_every_place(code, short):
    assert shortened(code) == short


@pytest.mark.parametrize(
    "code",
    [
        "const first=1;one.first=first",
        "const first=1;send({first})",
        "const first=1;send({first:2})",
        "const{first}=one;use(first)",
        "const{first=1,...rest}=one;send({rest})",
        "const first=1;say(`${first}`)",
        "class One{first(){}}",
        "class One{async first(){}}",
        "if(document){use(document)}",
        "navigator.share(window)",
    ],
)
def test_a_name_that_means_something_outside_stays(code):
    stays = {"first", "rest", "document", "navigator", "window"}
    names = [name for name in stays if name in code]
    assert all(shortened(code).count(name) == code.count(name) for name in names)


def test_a_short_name_is_never_one_that_is_there_already():
    assert shortened("const first=1;let aa=2;use(first,aa)") == "const ab=1;let aa=2;use(ab,aa)"


def test_a_name_as_short_as_any_stays():
    assert shortened("const no=1;use(no)") == "const no=1;use(no)"


def test_the_most_used_names_come_first_so_that_the_same_code_is_always_served_alike():
    code = "let first=1;let second=2;use(second,first,second)"
    assert shortened(code) == "let ab=1;let aa=2;use(aa,ab,aa)"
