"""Answers as mail programs write them, in the portal's languages: only her own words are left."""

import pytest

from partnerships.inbound_mail import MOST_TEXT, answer_in, read

OURS = """##- To answer, write above this line -##

Ana of “Group” writes to “Body”:

> Good day to you all
"""
QUOTED = "".join(f"> {line}\n" for line in OURS.splitlines())
ADDRESS = "reply+1a-9f-abc@portal.test"

ANSWERS = {
    "gmail_en": f"""Thank you, we would like that.

- Monday
- Tuesday

On Tue, Nov 24, 2026 at 3:00 PM GDVE Portal <portal@gdve.example> wrote:

{QUOTED}""",
    "gmail_en_wrapped": f"""Thank you, we would like that.

- Monday
- Tuesday

On Tue, Nov 24, 2026 at 3:00 PM GDVE Portal <
portal@gdve.example> wrote:

{QUOTED}""",
    "gmail_fr": f"""Merci, avec plaisir.

Le mar. 24 nov. 2026 à 15:00, GDVE Portal <portal@gdve.example> a écrit :

{QUOTED}""",
    "gmail_es": f"""Gracias, con gusto.

El mar, 24 nov 2026 a las 15:00, GDVE Portal (<portal@gdve.example>)
escribió:

{QUOTED}""",
    "gmail_pt": f"""Obrigada, com prazer.

Em ter., 24 de nov. de 2026 às 15:00, GDVE Portal <portal@gdve.example>
escreveu:

{QUOTED}""",
    "gmail_ar": f"""شكراً لكم، يسعدنا ذلك.

في الثلاثاء، 24 نوفمبر 2026 في 3:00 م تمت كتابة ما يلي بواسطة ‪GDVE Portal‬‏ <‪portal@gdve.example‬‏>:‏

{QUOTED}""",
    "apple_ar": f"""شكراً لكم، يسعدنا ذلك.

في ٢٤ نوفمبر ٢٠٢٦، كتب GDVE Portal:

{QUOTED}""",
    "apple_en": f"""Thank you.

> On 24 Nov 2026, at 15:00, GDVE Portal <portal@gdve.example> wrote:
>
{QUOTED}""",
    "outlook_en": f"""Thank you.

________________________________
From: GDVE Portal <portal@gdve.example>
Sent: Tuesday, November 24, 2026 3:00 PM
To: Speaker <speaker@example.org>
Subject: A message in your conversation

{OURS}""",
    "outlook_fr": f"""Merci.

________________________________
De : GDVE Portal <portal@gdve.example>
Envoyé : mardi 24 novembre 2026 15:00
À : Speaker <speaker@example.org>
Objet : Un message

{OURS}""",
    "outlook_ar": f"""شكراً لكم.

________________________________
من: GDVE Portal <portal@gdve.example>
تم الإرسال: الثلاثاء، 24 نوفمبر 2026 3:00 م
إلى: Speaker <speaker@example.org>
الموضوع: رسالة

{OURS}""",
    "thunderbird_fr": f"""Merci.

Le 24/11/2026 à 15:00, GDVE Portal a écrit :
{QUOTED}""",
    "signature": f"""Thank you.
--\x20
Speaker
+1 555 0100

On Tue, Nov 24, 2026 at 3:00 PM GDVE Portal <portal@gdve.example> wrote:

{QUOTED}""",
    "below_the_quote": f"""On Tue, Nov 24, 2026 at 3:00 PM GDVE Portal <portal@gdve.example> wrote:

{QUOTED}
Thank you.
""",
}
EXPECTED = {
    "gmail_en": "Thank you, we would like that.\n\n- Monday\n- Tuesday",
    "gmail_en_wrapped": "Thank you, we would like that.\n\n- Monday\n- Tuesday",
    "gmail_fr": "Merci, avec plaisir.",
    "gmail_es": "Gracias, con gusto.",
    "gmail_pt": "Obrigada, com prazer.",
    "gmail_ar": "شكراً لكم، يسعدنا ذلك.",
    "apple_ar": "شكراً لكم، يسعدنا ذلك.",
    "outlook_fr": "Merci.",
    "thunderbird_fr": "Merci.",
    "outlook_ar": "شكراً لكم.",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_only_her_own_words_are_left(name: str) -> None:
    assert answer_in(ANSWERS[name]) == EXPECTED.get(name, "Thank you.")


@pytest.mark.parametrize(
    "text",
    [
        "See you at 3:",
        "Our plan:\n\n1. Choir\n2. Hall\n\nBest regards\nSpeaker",
        "On Monday I wrote: nothing",
        "Name: Ana\nPlace: Nairobi",
        "Thanks,\nAna",
    ],
)
def test_what_is_no_answer_to_a_letter_stays_whole(text: str) -> None:
    assert answer_in(text) == text


def test_nothing_but_our_own_words_is_nothing() -> None:
    assert answer_in(OURS) == ""
    assert answer_in(f"On 24 Nov 2026, GDVE Portal wrote:\n{QUOTED}") == ""
    assert answer_in("") == ""


def letter(body: bytes = b"Thank you.", **headers: str) -> bytes:
    named = {
        "From": "Speaker <Speaker@Example.org>",
        "To": f"GDVE Portal <{ADDRESS}>",
        "Message-ID": "<1@example.org>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return head.encode() + b"\r\n" + body


def test_a_letter_is_taken_apart() -> None:
    found = read(letter())
    assert found.senders == ("speaker@example.org",)
    assert found.recipients == (ADDRESS,)
    assert (found.text, found.files, found.is_automatic) == ("Thank you.", (), False)
    assert read(letter(b"Other")).digest == found.digest
    assert read(letter(Message_ID="<2@example.org>")).digest != found.digest


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Failed_Recipients": "a@example.org"},
        {"List_Id": "<talk.example.org>"},
        {"Return_Path": "<>"},
        {"Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"'},
        {"From": "Mail Delivery System <MAILER-DAEMON@example.org>"},
    ],
)
def test_robots_are_known(headers: dict[str, str]) -> None:
    assert read(letter(**headers)).is_automatic


def test_auto_submitted_no_is_a_person() -> None:
    assert not read(letter(Auto_Submitted="no")).is_automatic


HTML = """<html><head><style>p {color: red}</style></head><body>
<div dir="ltr">Thank&nbsp;you,<br>with <b>pleasure</b>.<script>alert(1)</script></div>
<div class="gmail_quote"><div>On Tue GDVE wrote:</div><blockquote><p>##- To answer -##</p>
<p>Good day</p></blockquote></div></body></html>"""


def test_html_alone_is_read_as_lines_without_its_quote() -> None:
    found = read(letter(HTML.encode(), Content_Type="text/html; charset=utf-8"))
    assert found.text == "Thank you,\nwith pleasure."


MIXED = b"""--b
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain; charset="windows-1256"
Content-Transfer-Encoding: base64

%s
--c
Content-Type: text/html; charset=utf-8

<p>html</p>
--c--
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*=UTF-8''%%D8%%AE%%D8%%B7%%D8%%A9.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjc=
--b
Content-Type: image/png; name="logo.png"
Content-Disposition: inline; filename="logo.png"
Content-ID: <logo>

x
--b--
"""


def test_text_in_another_alphabet_and_files_apart_from_pictures_of_a_signature() -> None:
    import base64

    body = MIXED % base64.b64encode("شكراً".encode("windows-1256"))
    found = read(letter(body, Content_Type='multipart/mixed; boundary="b"'))
    assert found.text == "شكراً"
    assert found.files == (("خطة.pdf", b"%PDF-1.7"),)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00garbage",
        letter(From="", To=""),
        letter(From='"', To="@@@,;<"),
        letter(Content_Type="text/plain; charset=klingon"),
        letter(Content_Type="multipart/mixed"),
        letter(b"\x00\xff", Content_Type="text/plain; charset=utf-8"),
        letter(Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="base64"),
        letter(Message_ID="not an id at all <<<"),
        letter(b"<" * 20_000, Content_Type="text/html"),
        letter(b"<div>" * 20_000, Content_Type="text/html"),
    ],
)
def test_nonsense_is_read_without_an_error(raw: bytes) -> None:
    found = read(raw)
    assert found.digest
    assert "\x00" not in found.text


def test_a_flood_of_text_is_read_as_far_as_needed() -> None:
    assert len(read(letter(b"x" * 300_000)).text) == MOST_TEXT


def test_several_senders_are_all_named() -> None:
    found = read(letter(From="a@example.org, b@example.org"))
    assert found.senders == ("a@example.org", "b@example.org")
