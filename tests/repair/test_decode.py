"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_repair import decode

FRENCH = (
    "Le maire a déclaré que l'hôtel de ville resterait fermé jusqu'à mercredi. À l'école, les élèves ont été "
    "renvoyés chez eux dès neuf heures, et la fête du village a dû être annulée."
)
GERMAN = (
    "Der Bürgermeister erklärte, die Brücke müsse für zwei Tage gesperrt werden. Die Schüler fuhren früher nach Hause."
)
POLISH = (
    "Władze miasta ogłosiły, że most będzie zamknięty przez dwa dni. "
    "Uczniowie wrócili wcześniej do domów, a święto odwołano."
)
CZECH = (
    "Starosta řekl, že most bude dva dny uzavřen. Žáci šli dříve domů a slavnost v obci kvůli silnému větru zrušili."
)
TURKISH = "Belediye başkanı köprünün iki gün kapalı kalacağını söyledi. Öğrenciler eve erken gitti, şenlik iptal oldu."
HEBREW = "ראש העיר אמר שהגשר יהיה סגור יומיים. התלמידים הלכו הביתה מוקדם והחגיגה בכפר בוטלה בגלל הרוח החזקה."
ARABIC = "قال رئيس البلدية إن الجسر سيغلق يومين. وعاد التلاميذ إلى بيوتهم مبكرين وألغي الاحتفال في القرية بسبب الرياح."
THAI = "นายกเทศมนตรีกล่าวว่าสะพานจะปิดสองวัน นักเรียนกลับบ้านเร็ว และงานของหมู่บ้านถูกยกเลิกเพราะลมแรง"
RUSSIAN = (
    "Мэр заявил, что мост будет закрыт на два дня. "
    "Ученики раньше ушли домой, а праздник посёлка отменили из-за сильного ветра, который усиливается."
)
GREEK = "Ο δήμαρχος δήλωσε ότι η γέφυρα θα μείνει κλειστή για δύο ημέρες. Οι μαθητές έφυγαν νωρίτερα για το σπίτι τους."
CHINESE = (
    "市长表示，大桥将关闭两天。学生们提前回家，村里的节日也因大风取消了。港口昨天没有船只进出，渔民们都在等待天气好转。"
)
JAPANESE = (
    "市長は橋を二日間閉鎖すると述べた。生徒たちは早めに帰宅し、"
    "村の祭りは強風のため中止された。漁師たちは天気の回復を待っている。"
)
KOREAN = "시장은 다리를 이틀 동안 폐쇄한다고 밝혔다. 학생들은 일찍 집으로 돌아갔고 마을 축제는 강풍으로 취소되었다."

TEXTS = [
    *((FRENCH, name) for name in ("utf-8", "windows-1252", "iso-8859-15", "utf-16-le", "utf-32-be", "mac-roman")),
    *((GERMAN, name) for name in ("utf-8", "iso-8859-1", "utf-16-be", "utf-16", "utf-8-sig", "mac-roman")),
    *((POLISH, name) for name in ("utf-8", "windows-1250", "iso-8859-2")),
    *((CZECH, name) for name in ("windows-1250", "iso-8859-2")),
    *((TURKISH, name) for name in ("windows-1254", "utf-16-le")),
    *((HEBREW, name) for name in ("windows-1255", "utf-16-be")),
    *((ARABIC, name) for name in ("windows-1256", "iso-8859-6")),
    *((THAI, name) for name in ("cp874", "utf-8")),
    *(
        (RUSSIAN, name)
        for name in ("utf-8", "windows-1251", "koi8-r", "iso-8859-5", "ibm866", "mac-cyrillic", "utf-16-le")
    ),
    *((GREEK, name) for name in ("utf-8", "windows-1253", "iso-8859-7", "utf-16-be")),
    *((CHINESE, name) for name in ("utf-8", "gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le")),
    *((JAPANESE, name) for name in ("utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "utf-16-be")),
    *((KOREAN, name) for name in ("utf-8", "euc-kr", "utf-16-le")),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
@pytest.mark.parametrize("declared", [None, "no-such-charset", "utf-8", "iso-8859-1"])
def test_the_text_comes_out_right(text: str, encoding: str, declared: str | None) -> None:
    """Also where the declaration is the one that servers send for everything."""
    data = (text * 3).encode(encoding)
    if declared == "iso-8859-1" and len(data.translate(None, bytes(range(128)))) < 100 and encoding != "utf-8":
        pytest.skip("too little text to refute what is declared")
    decoded = decode(data, declared)
    assert decoded.text == text * 3
    assert decoded.replaced == 0
    assert 0 < decoded.confidence <= 1


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_what_is_declared_rightly_is_believed(text: str, encoding: str) -> None:
    known = {"mac-roman": "macintosh", "mac-cyrillic": "x-mac-cyrillic", "utf-8-sig": "utf-8"}
    label = known.get(encoding, encoding)
    assert decode(text.encode(encoding), label).text == text


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        (" Latin-1 ", "windows-1252"),
        ("cp1252", "windows-1252"),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, name: str) -> None:
    decoded = decode(b"caf\xe9 \x93x\x94", label)
    assert decoded.text == "café “x”"
    assert decoded.encoding == name


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><meta charset="windows-1251"><title>x</title></head><p>{}</p>',
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>{}</p>",
        '<?xml version="1.0" encoding="windows-1251"?><p>{}</p>',
        '<!-- <meta charset="koi8-r"> --><meta charset=windows-1251><p>{}</p>',
    ],
)
def test_a_page_declares_its_own_encoding(page: str) -> None:
    text = page.format("Да")
    assert decode(text.encode("windows-1251"), None, "text/html").text == text
    assert decode(text.encode("windows-1251"), None, "").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Der Zug fährt um zehn.", "mac-roman"),
        ("Eintritt 12 €, Kinder frei", "iso-8859-15"),
        ("x" * 3000 + " un café à 2 € et une œuvre", "iso-8859-15"),
        ("Η γέφυρα έκλεισε καθ’ όλη τη διάρκεια της ημέρας, είπε ο Άρης", "iso-8859-7"),
        ("Η γέφυρα έκλεισε όλη την ημέρα, είπε ο Άρης", "windows-1253"),
        ("Он ушёл домой в Москву, а я остался в Ялте", "mac-cyrillic"),
        ("The man† was born in 1950", "windows-1252"),
        ("«Было холодно», — сказал мэр", "windows-1251"),
    ],
)
def test_a_few_characters_tell_an_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_the_sender_is_believed_before_the_page() -> None:
    page = '<meta charset="koi8-r"><p>Да</p>'
    assert decode(page.encode("windows-1251"), "windows-1251", "text/html").text == page


def test_plain_text_that_speaks_of_charsets_declares_none() -> None:
    text = 'Write <meta charset="utf-16"> — or “koi8-r” — there.'
    assert decode(text.encode(), None, "text/plain").text == text


@pytest.mark.parametrize("declared", ["windows-1252", "koi8-r", "utf-16", "replacement", "hz-gb-2312", "iso-2022-kr"])
def test_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    assert decode(FRENCH.encode(), declared).text == FRENCH


def test_a_cut_character_is_replaced_and_counted() -> None:
    decoded = decode(FRENCH.encode()[:-1] + b"\xc3")
    assert decoded.encoding == "utf-8"
    assert decoded.text == FRENCH[:-1] + "\ufffd"
    assert decoded.replaced == 1


def test_a_replacement_character_of_the_source_is_not_counted() -> None:
    assert decode("was lost: \ufffd".encode()).replaced == 0


def test_cesu_8() -> None:
    decoded = decode(b"face \xed\xa0\xbd\xed\xb8\x80 caf\xc3\xa9")
    assert decoded.text == "face 😀 café"
    assert decoded.encoding == "cesu-8"


def test_nothing() -> None:
    assert decode(b"") == decode(b"", "utf-8")
    assert decode(b"").text == ""


labels = st.none() | st.sampled_from(
    ["utf-8", "utf-7", "utf-16", "utf-32", "hz", "iso-2022-cn", "rot13", "hex", "idna", "undefined", "\0", "x" * 99, ""]
)
marks = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
starts = st.sampled_from([b"", *marks, b"<meta charset=utf-7>", b"\x1b$B", b"~{", b"+/v8"])


@settings(max_examples=400, deadline=None)
@given(starts, st.binary(max_size=60), labels, st.sampled_from(["text/plain", "text/html", "application/xml", ""]))
def test_any_bytes_give_a_text(start: bytes, data: bytes, label: str | None, media_type: str) -> None:
    decoded = decode(start + data, label, media_type)
    assert isinstance(decoded.text, str)
    assert 0 <= decoded.confidence <= 1
    assert 0 <= decoded.replaced <= len(decoded.text)


@given(st.text(max_size=60))
def test_utf8_with_a_mark_is_exact(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize("text", ["The bell rings at noon.", "Die Glocke läutet um zwölf."])
def test_control_characters_do_not_make_utf8_into_utf16(text: str) -> None:
    controls = "".join(map(chr, range(1, 9))) * 4
    decoded = decode((text * 3 + controls).encode())
    assert (decoded.encoding, decoded.text) == ("utf-8", text * 3 + controls)
