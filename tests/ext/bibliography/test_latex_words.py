"""What a field says: LaTeX, tags and entities become letters and marks, and the rest is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_evidence.bibliography import decode, plain
from sphinx_evidence.bibliography.latex import LONGEST
from sphinx_evidence.bibliography.text import rich


def marked(latex):
    """Return the runs of a field in short: ``a[em:b]``."""
    return "".join(f"[{'+'.join(run.styles)}:{run.text}]" if run.styles else run.text for run in decode(latex).runs)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        # Accents: in braces, in nested braces, over a letter without its dot, two on one letter.
        (r"Na{\"\i}ve", "Naïve"),
        (r"Na{\"{\i}}ve", "Naïve"),
        (r"Garc{\'{\i}}a", "García"),
        (r"{\'E}tude \'etude \'{e}tude {\' e}tude", "Étude étude étude étude"),
        (r"\'{\^a} {\'{\^a}} {\'{\"u}} \d{\'o}", "ấ ấ ǘ ọ́"),
        (r"\v{c}\v c {\c{c}} \c c \k{a} \H{o} \r{u} \u{g} \.z \=a \b{d} \t{oo}", "čč ç ç ą ő ů ğ ż ā ḏ o͡o"),
        (r"{\L}{\'o}d{\'z} {\ss} {\aa} \AA{} {\O}re \o{} \ae{} \dj{}\DH{}\th{}\i", "Łódź ß å Å Øre ø æ đÐþı"),
        (r"\~{}x \^{}", "~x ^"),
        # Signs.
        (r"don{\textquoteright}t \textquotedblleft x\textquotedblright", "don’t “x”"),
        (r"5\,mg 50\% A\&B \#1 a\_b \$5", "5 mg 50% A&B #1 a_b $5"),
        (r"50% of R&D, #1 and a_b or x^2", "50% of R&D, #1 and a_b or x^2"),
        (r"1--2 --- ``x'' ?`y !`z a~b", "1–2 — “x” ¿y ¡z a b"),
        (r"\textless i\textgreater{} \textdegree C \texttrademark{} \S 3", "<i> °C ™ §3"),
        (r"\enquote{x} \textendash\ y\\z \- w\-w", "“x” – y z ww"),
        # Formulas.
        (r"H$_2$O, $\alpha_{1a}$, $^{13}$C, $20^\circ$C, $p < 0.05$", "H2O, α1a, 13C, 20°C, p < 0.05"),
        (r"Ca$^{2+}$, $\frac{1}{2}$", "Ca2+, 1/2"),
        (r"\ensuremath{\beta}-blocker, $\mathrm{CO_2}$", "β-blocker, CO2"),
        # What registers leave.
        ("<i>x</i> &amp; y &lt; z &amp;amp; w &#233; &eacute; &#x3b1;", "x & y < z & w é é α"),
        (r"x \&amp; y", "x & y"),
        ("<p>Some <br/>words</p> <span class='x'>here</span> <jats:italic>y</jats:italic>", "Some words here y"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        ("<script>alert(1)</script> a<b>c x <y> z </i>", "<script>alert(1)</script> a<b>c x <y> z </i>"),
        ("AT&T; &nothing;", "AT&T; &nothing;"),
        # Nothing, and what only LaTeX sees.
        ("", ""),
        ("{{}} { }", ""),
        (r"\protect{x} {\relax y}\/ {\sc Z} \mbox{w}", "x y Z w"),
    ],
)
def test_words(latex, words):
    assert plain(latex) == words
    assert decode(latex).faults == ()


def test_marks():
    latex = r"\emph{Mitragyna} and \textit{in vitro} H$_2$O <i>x</i> &amp; <b>y</b> {\em z} 3 <sup>4</sup>"
    shown = "[em:Mitragyna] and [em:in vitro] H[sub:2]O [em:x] & [strong:y] [em:z] 3 [sup:4]"
    assert marked(latex) == shown
    assert (
        marked(r"\textbf{a \emph{b}} <i>{M}itra <sub>1</sub></i>") == "[strong:a ][strong+em:b] [em:Mitra ][em+sub:1]"
    )
    assert marked("<i>x <b>y</i> z</b>") == "[em:x ][em+strong:y][strong: z]"


def test_text_of_pybtex_has_the_marks():
    assert str(rich(r"\emph{a} $x_2$ \url{https://a.example}")) == "a x2 https://a.example"
    assert rich(r"b \emph{a}").parts[1].name == "em"


def test_links():
    runs = decode(r"see \url{https://a.example/x\_y%20z} and \href{https://b.example}{these \emph{words}}").runs
    assert [(run.text, run.link) for run in runs if run.link] == [
        ("https://a.example/x_y%20z", "https://a.example/x_y%20z"),
        ("these ", "https://b.example"),
        ("words", "https://b.example"),
    ]


ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:x",
    r"java\-script:x",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "/etc",
    "x",
    "http://[::1",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("command", [r"\url{%s}", r"\href{%s}{words}", r"\emph{\href{%s}{\textbf{words}}}"])
def test_no_address_runs_a_program(address, command):
    shown = decode("a " + command % address)
    assert not any(run.link for run in shown.runs)
    (fault,) = shown.faults
    assert "which is no address of a page; write one that starts with https://" in fault


@pytest.mark.parametrize(
    ("latex", "words", "fault"),
    [
        (r"a \foo{b} \bar{c} \qux", "a b c̄", r"holds \foo, \qux, which cannot be shown; write the words or signs"),
        (r"\input{/etc/passwd}", "/etc/passwd", r"holds \input, which cannot be shown"),
        (r"\begin{x}a\end{x}", "a", r"holds \begin{x}, which cannot be shown"),
        (r"\emph{a", "a", "holds LaTeX that cannot be read"),
        ("of $5", "of $5", r"has one $, which begins a formula that never ends; write \$ for dollars"),
        ("$5 and $10", "$5 and $10", r"has $ before numbers, which begins a formula; write \$ for dollars"),
        ("a\u202eb\u200b\0c", "abc", "holds signs that nobody sees (U+0000, U+200B, U+202E); delete them"),
    ],
)
def test_what_cannot_be_read_is_one_message_and_no_latex_is_left(latex, words, fault):
    shown = decode(latex)
    assert shown.plain == words
    assert len(shown.faults) == 1
    assert shown.faults[0].startswith(fault)


PIECES = ["A title ", r"A t{\"\i}tle ", "{", "\\", "$", "<i>", "&amp;", r"\emph{", r"\'", "_$x", "<"]


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_is_cut_and_told(piece):
    shown = decode(piece * (1_000_000 // len(piece)))
    assert sum(len(run.text) for run in shown.runs) <= LONGEST
    (fault,) = shown.faults
    assert "more than the 10,000 that are shown; shorten it" in fault


def test_depth_has_an_end():
    assert decode(r"\emph{" * 90 + "x" + "}" * 90).faults
    assert plain("{" * 90 + "x" + "}" * 90) == "x"


@given(st.text(alphabet="ab {}\\$<>&;%_^~'\"`-/iemph0.\n", max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_text_is_a_crash_or_leaves_latex(text):
    shown = decode(text)
    assert "\\" not in shown.plain
    assert all(run.text for run in shown.runs)
