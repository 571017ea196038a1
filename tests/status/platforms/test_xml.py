"""XML from strangers: read without ever expanding anything, within bounds."""

import pytest

from status.platforms.xml import DEEPEST, ELEMENTS, NotReadable, read

LAUGHS = """<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><rss>&lol2;</rss>"""
OUTSIDE = """<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss>&x;</rss>"""


@pytest.mark.parametrize(
    "text",
    [LAUGHS, OUTSIDE, "<!DOCTYPE rss><rss/>", "<rss>&lol;</rss>", "<rss>", "", "words", "<a/><b/>", "<rss>\x00</rss>"],
)
def test_what_is_not_plain_xml_is_refused(text):
    with pytest.raises(NotReadable):
        read(text)


@pytest.mark.parametrize("text", ["<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1), f"<r>{'<a/>' * ELEMENTS}</r>"])
def test_depth_and_number_are_bounded(text):
    with pytest.raises(NotReadable):
        read(text)


def test_names_lose_their_namespace_and_their_case():
    root = read('<f:Feed xmlns:f="urn:x"><f:pubDate Kind="a">1 &amp; 2</f:pubDate></f:Feed>')
    assert (root.name, root.first("pubdate"), root.children[0].attributes) == ("feed", "1 & 2", {"kind": "a"})


def test_text_is_told_with_what_markup_inside_holds():
    root = read("<entry><content><div>All <b>well</b>.</div></content><![CDATA[<x>]]></entry>")
    assert (root.first("content"), root.text) == ("All well.", "All well.<x>")


def test_the_first_name_that_has_text_wins():
    root = read("<item><summary> </summary><description>A</description><summary>B</summary></item>")
    assert (root.first("summary", "description"), root.first("nothing"), len(root.all("summary"))) == ("B", "", 2)


def test_an_encoding_that_the_text_names_does_not_matter_any_more():
    assert read("<?xml version='1.0' encoding='iso-8859-1'?><rss>ü</rss>").text == "ü"
