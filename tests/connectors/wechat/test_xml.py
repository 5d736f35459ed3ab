"""XML without trust in, XML without break-outs out."""

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.refusals import BodyTooLarge, Malformed
from connectors.wechat.xml import MAX_BODY, legal, parse, write
from tests.connectors.wechat.simulator.wire import document

anything = st.text(st.characters(exclude_categories=["Cs"]))
readable = anything.map(legal)
names = st.from_regex(r"[A-Z][A-Za-z0-9]{0,9}", fullmatch=True)


def test_elements_are_read_by_lower_cased_name() -> None:
    body = "<xml><MsgType><![CDATA[text]]></MsgType><Content>  你好 </Content><MsgID>7</MsgID></xml>"
    assert parse(body.encode()) == {"msgtype": "text", "content": "  你好 ", "msgid": "7"}


def test_nested_and_repeated_elements_keep_their_shape() -> None:
    body = "<xml><A><B>1</B>\n<L><item>x</item><item>y</item></L></A><E></E></xml>"
    assert parse(body.encode()) == {"a": {"b": "1", "l": {"item": ["x", "y"]}}, "e": ""}


def test_text_that_speaks_of_doctype_is_text() -> None:
    body = "<xml><Content><![CDATA[<!DOCTYPE html> <!ENTITY x>]]></Content></xml>"
    assert parse(body.encode()) == {"content": "<!DOCTYPE html> <!ENTITY x>"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"MsgType":"text"}', id="JSON"),
        pytest.param(b"<html><body/></html>", id="another root"),
        pytest.param(b"<XML></XML>", id="a root in capitals"),
        pytest.param(b"<xml><a></xml>", id="not closed"),
        pytest.param(b"<xml></xml><xml></xml>", id="two roots"),
        pytest.param(b"<xml><a>\xff\xfe</a></xml>", id="not UTF-8"),
        pytest.param("<xml><a>你</a></xml>".encode("utf-16"), id="UTF-16"),
        pytest.param(b"<!DOCTYPE xml><xml></xml>", id="doctype"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><xml><c>&a;</c></xml>', id="entity"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><c>&a;</c></xml>', id="file"
        ),
        pytest.param(
            b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml><c>1</c></xml>', id="outside definition"
        ),
        pytest.param(b"<xml><c>&undefined;</c></xml>", id="undefined entity"),
        pytest.param(b"<xml>" + b"<a>" * 20 + b"</a>" * 20 + b"</xml>", id="too deep"),
        pytest.param(b"<xml><F>a</F><F>b</F></xml>", id="two senders"),
        pytest.param(b"<xml><F>a</F><f>b</f></xml>", id="two senders, written differently"),
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


def test_entities_are_refused_before_they_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    body = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><xml><c>&l8;</c></xml>'
    with pytest.raises(Malformed) as refused:
        parse(body.encode())
    assert refused.value.extra == {"why": "doctype"}


def test_body_is_read_up_to_its_limit_and_not_beyond() -> None:
    frame = len("<xml><a></a></xml>")
    assert len(parse(b"<xml><a>" + b"x" * (MAX_BODY - frame) + b"</a></xml>")["a"]) == MAX_BODY - frame
    with pytest.raises(BodyTooLarge):
        parse(b"<xml><a>" + b"x" * (MAX_BODY - frame + 1) + b"</a></xml>")


@given(st.dictionaries(names, readable, max_size=5))
def test_the_other_implementation_reads_what_we_write(fields: dict[str, str]) -> None:
    read = xmltodict.parse(write(fields), strip_whitespace=False)["xml"]
    assert {name: value or "" for name, value in (read or {}).items()} == fields


@given(st.dictionaries(names, readable, max_size=5).filter(lambda d: len({n.lower() for n in d}) == len(d)))
def test_we_read_what_we_and_the_other_implementation_write(fields: dict[str, str]) -> None:
    lowered = {name.lower(): value for name, value in fields.items()}
    assert parse(write(fields).encode()) == lowered
    assert parse(document(fields).encode()) == lowered


@given(
    st.sampled_from(["]]>", "]]]>", "]]>]]>", "<![CDATA[]]>", "</Content><MsgType>news</MsgType>"]), anything
)
def test_no_text_breaks_out_of_its_element(breaking: str, around: str) -> None:
    text = f"{around}{breaking}{around}"
    read = parse(write({"Content": text, "MsgType": "text"}).encode())
    assert read == {"content": legal(text), "msgtype": "text"}


def test_characters_xml_cannot_carry_are_left_out() -> None:
    assert legal("a\0b\x0bc\x1fd\ufffee\ud800f\uffff") == "abcdef"
    assert legal("行\u2028段\u2029 \t\n👍🏽") == "行\u2028段\u2029 \t\n👍🏽"
    assert legal("a\r\nb\rc") == "a\nb\nc"


@given(anything)
def test_legal_text_is_left_alone(text: str) -> None:
    assert legal(legal(text)) == legal(text)


def test_numbers_are_bare_and_mappings_nest() -> None:
    assert write({"N": 5, "T": {"K": "a@b"}}) == "<xml><N>5</N><T><K><![CDATA[a@b]]></K></T></xml>"


def test_names_of_elements_are_ours_alone() -> None:
    with pytest.raises(ValueError, match="not an element name"):
        write({"a><b": "x"})
