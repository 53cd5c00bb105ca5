# ruff: noqa: E501, SIM905 (articles as they are found)
"""Demanding articles, each of a shape that real feeds have: what the reading pane is measured by and looked at with."""

from collections.abc import Mapping

ARTICLES: Mapping[str, str] = {
    "news": """<p><em>By Ann Reporter</em></p><p>Netflix has set up a studio called <strong>INKubator</strong> to make
short animated films, <a href="https://theverge.example/x?utm_source=feed&amp;utm_medium=rss">The Verge reports</a>, with
<q>a pencil that draws back</q>.</p><h2>Where it is heading</h2><p>A listing that has since been taken down spoke of
longer work, and of pipe&shy;lines that re&shy;mem&shy;ber a cha&shy;rac&shy;ter from one scene to the next.</p><p>It
is said to be hiring&#8203;.&nbsp;More when we know it.</p><img src="https://pixel.example/p.gif" width="1" height="1"/>
<p>The post <a href="https://news.example/ink">INKubator</a> appeared first on <a href="https://news.example">News</a>.
</p><div class="sharedaddy"><ul><li><a href="https://f.example/s">Share on Facebook</a></li><li><a
href="https://t.example/s">Tweet</a></li><li><a href="mailto:?subject=x">Email</a></li></ul></div>""",
    "nested lists": """<p>A recipe:</p><ol><li>Prepare<ul><li>the dough<ol start="3"><li>flour, of the kind that is
milled twice and keeps for a year or longer in a dry place</li><li>water</li></ol></li><li>the oven</li></ul></li><li><p>
Bake.</p><p>Twenty minutes, or <b>until it is brown</b>.</p><pre>oven --at 220</pre></li><ul><li>a list without an item
around it</li></ul><li>Eat.</li></ol><ol start="99"><li>Ninety-nine</li><li>a hundred</li></ol>""",
    "definitions": """<dl><dt>Feed</dt><dd>Anything that stories come from: a web feed, a file, a folder of documents.
</dd><dt>Story</dt><dt>Item</dt><dd>One entry of a feed.</dd><dd><p>Also: what is told.</p><ul><li>with a list</li><li>
of two</li></ul></dd><dt><code>body</code></dt><dd>What the publisher sent.</dd></dl>""",
    "footnotes": """<p>The first claim.<sup id="r1"><a href="#n1">1</a></sup> The second, which is bolder.<sup><a
href="#n2">[2]</a></sup> A third<sup><a href="#n3">*</a></sup>.</p><hr/><ol><li id="n1"><p>Smith, <i>On claims</i>, 1998.
<a href="#r1">↩︎</a></p></li><li id="n2">See <a href="https://example.org/bold">the bold paper</a>. <a
href="#r2">↩</a></li></ol><p id="n3"><sup>*</sup> Not peer reviewed.</p>""",
    "wide table": "<table><caption>Twelve months</caption><tr>"
    + "".join(f"<th>{name}</th>" for name in "City Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
    + "</tr>"
    + "".join(
        f"<tr><td>{city}</td>" + "".join(f"<td>{base + 3 * abs(6 - n)}</td>" for n in range(12)) + "</tr>"
        for city, base in (("Reykjavík", 2), ("São Paulo", 31), ("東京", 14))
    )
    + "</table>",
    "table of prose": """<table><thead><tr><th>Model</th><th>What it does</th><th>Licence</th><th>Price</th></tr></thead>
<tbody><tr><td><b>Alpha</b></td><td>Answers questions about long documents, and says where it found the answer, with a
<a href="https://example.org/alpha">demonstration</a>.</td><td>MIT</td><td>$0</td></tr><tr><td>Beta-Gamma-Delta</td>
<td>Draws.<ul><li>in colour</li><li>in ink</li></ul></td><td>proprietary</td><td>$1,200.50</td></tr></tbody></table>""",
    "table with spans": """<table><tr><th rowspan="2">Year</th><th colspan="2">Films</th><th rowspan="2">Note</th></tr>
<tr><th>short</th><th>long</th></tr><tr><td>2024</td><td>12</td><td>1</td><td rowspan="2">both years counted
together</td></tr><tr><td>2025</td><td>17</td><td>3</td></tr><tr><td colspan="4">in all 33</td></tr></table>""",
    "newsletter": """<table width="600"><tr><td><table><tr><td><h1>The Weekly</h1></td></tr><tr><td><p>Good morning.
Here is <a href="https://w.example/1">the one story</a> that matters.</p></td></tr></table></td></tr><tr><td><table><tr>
<td><img src="https://w.example/a.png" alt="A chart that goes up"/></td><td><p>And a second column, beside the picture.
</p></td></tr></table></td></tr><tr><td><p style="font-size:10px">You get this as you subscribed. <a
href="https://w.example/u">Unsubscribe</a></p></td></tr></table>""",
    "code": """<p>Call <code>reader add URL</code>, or <code>a `tick` in it</code>:</p><div class="highlight"><pre><code
class="language-python">def answer(question: str) -&gt; int:
    \"\"\"Return the answer, whatever the question; it is well known and does not change from one day to the next.\"\"\"
    if not question:
        raise ValueError("no question")  # as always
    return 42
</code></pre></div><table><tr><td class="gutter"><pre>1
2</pre></td><td class="code"><pre>$ curl -s https://example.org/feed.xml | xmllint --format - | grep -c "&lt;item&gt;"
20</pre></td></tr></table><p>Press <kbd>ctrl</kbd>+<kbd>c</kbd>. Output: <samp>done</samp>, <var>n</var> = 3.</p>""",
    "quotes": """<p>She wrote:</p><blockquote><p>We thought about it.</p><blockquote>You <em>thought</em>?</blockquote>
<ul><li>once, for an hour that seemed longer than it was to all who sat there</li><li>twice</li></ul><pre>&gt; quoted
code</pre><p><cite>— The minutes</cite></p></blockquote><blockquote>A second one, right after.</blockquote>""",
    "raised and lowered": """<p>E = mc<sup>2</sup>, H<sub>2</sub>O, CO<sub>2</sub>, x<sup>n+1</sup>, the 21<sup>st</sup>
century, a<sub>ij</sub>, 10<sup>−9</sup> m, M<sup>lle</sup> Dupont, <sup>14</sup>C, footnote<sup>a</sup>, log<sub>2</sub>
n, 2<sup>2<sup>n</sup></sup>, trademark<sup>TM</sup>, <small>small print</small>, <ins>put in</ins>, <del>taken
out</del>, <mark>marked</mark>, <u>underlined</u>, <abbr title="World Health Organization">WHO</abbr>.</p>""",
    "japanese": """<h2>海の底で見つかった新しい生き物</h2><p><ruby>深海<rt>しんかい</rt></ruby>の調査で、これまで知られて
いなかった<b>透明な生き物</b>が見つかった。「まるで光のようだ」と研究者は言う（<a href="https://example.jp/海">記事</a>）。
長さは約３０センチ、重さは2kgほどで、１日に５００メートルも移動するという。</p><ul><li>発見者：山田、佐藤、鈴木</li><li>場所：
日本海溝の南、水深八千メートルを超える場所にある小さな谷</li></ul><table><tr><th>名前</th><th>長さ</th></tr><tr><td>
クラゲ</td><td>30センチ</td></tr><tr><td>イカ</td><td>1.2メートル</td></tr></table>""",
    "korean and chinese": """<p>한국어 문장은 낱말 사이를 띄어 쓰며, 그래서 줄을 바꾸는 것도 쉽다. 中文句子之间没有空格，所以换行要在
字与字之间进行，但标点符号不能放在行首。Mixed with English words and 数字 12345 in one line, 全角ＡＢＣ。</p><blockquote><p>“天下
兴亡，匹夫有责。”</p></blockquote>""",
    "right to left": """<h3>العربية</h3><p>هذا نص عربي قصير مع كلمة English في وسطه، ورقم 42 ورابط <a
href="https://example.org/ar">إلى صفحة</a>.</p><p dir="rtl">זה משפט בעברית, עם ניקוד: שָׁלוֹם.</p><ul><li>الأول</li>
<li>الثاني</li></ul><p>An override &#8238;here&#8236; does nothing.</p>""",
    "marks and signs": """<p>é è ñ ü decomposed: e&#769; n&#771; u&#776;. Vietnamese: Tiếng Việt. Thai: ภาษาไทยไม่มีช่องว่างระหว่างคำ
จึงตัดบรรทัดได้ยาก. Hindi: हिन्दी में लिखा हुआ वाक्य. Emoji: 👩‍👩‍👧‍👦 a family, 🇫🇷 a flag, 👍🏽 a thumb, ❤️ a heart, ☕ coffee,
1️⃣ one.</p><p>Zal&#789;&#790;&#791;&#792;&#793;&#794;&#795;&#796;&#797;&#798;go. Zero&#8203;width, soft&shy;hyphen,
word&#8288;joiner, &#65279;BOM. “Quotes” ‘single’ — dashes – and… ellipsis; ½ ⅔ № ™ → ⇒ ≤ ≠ ∞.</p>""",
    "pictures": """<figure><picture><source srcset="a.webp 1x, b.webp 2x" type="image/webp"><source srcset="c.avif"><img
src="https://example.org/fox.jpg" alt="A fox in the snow, seen from above"></picture><figcaption>The fox, on Tuesday.
<small>Photo: Jo</small></figcaption></figure><p>Words around <img src="smile.png" alt="🙂"/> a smile and <a
href="https://example.org/big"><img src="/small.png" alt="a linked picture"/></a>.</p><img data-src="late.jpg"/><img
src="https://pixel.example/1.gif" width="1" height="1" alt=""/>""",
    "players": """<iframe src="https://www.youtube.com/embed/abc123?rel=0" title="How to read"></iframe><video
controls><source src="https://example.org/a.mp4" type="video/mp4">Your browser does not support video.</video><audio
src="https://example.org/b.mp3">Listen to <a href="https://example.org/b.mp3">the sound</a>.</audio><iframe
src="//player.example/7"></iframe><p>After the players.</p>""",
    "tasks and folds": """<ul><li><input type="checkbox" checked disabled> done</li><li><input type="checkbox"> to do,
which takes longer than one line of a narrow terminal has room for</li></ul><details><summary>Spoiler</summary><p>The
butler.</p></details><p>One<br/>line<br/>each<br/><br/>and a gap.</p><hr/><p>After the rule.</p>""",
    "formulas": """<p>The sum <math><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math> and in TeX \\(x_1 * y_2 * z\\), $a_b$
and $$\\sum_{i=0}^n i^2$$. Snake_case_words, 2*3*4, &lt;tag&gt; &amp;amp; [brackets](not a link), # no heading, 1. no
list, `tick`, C:\\dir\\file, ~/.config, a|b, *not emphasis*.</p><p>1. At the start of a line</p><p>- also</p><p># and
this</p>""",
    "mess": """Text before anything <b>bold <i>both</b> italic</i> <p>unclosed paragraph <p>another <a
href="javascript:alert(1)">no link</a>, <a href="https://example.org/a b">blank</a>, <a href="https://example.org"><h3>A
heading in a link</h3><p>and a paragraph</p></a><div><div><div>deep</div></div></div><font color=red>red</font> <td>a
cell</td><td>alone</td> <input value="x" type="text="" name="q" />5 < 6 & 7 > 3 <unknown>kept</unknown>
<script>alert(1)</script><style>p{}</style><!-- comment --> the end""",
    "headings": """<h1>One</h1><p>text</p><h2>Two, which is rather long and has <code>code</code> and <em>emphasis</em> in
it, so that it breaks</h2><p>text</p><h3>Three</h3><h4>Four right under three</h4><p>text</p><h5>Five</h5><h6>Six</h6>
<p>text</p>""",
    "links": "<p>"
    + ", ".join(
        f'<a href="https://site{n}.example/a/rather/long/path/to/page-{n}.html?utm_source=x&id={n}">link {n}</a>'
        for n in range(12)
    )
    + """. Bare: https://en.example.org/wiki/Terminal_(computing)?a=b_c#d. Mail: <a href="mailto:ann@example.org">Ann</a>.
Twice: <a href="https://site1.example/a/rather/long/path/to/page-1.html?utm_source=x&id=1">again</a>.</p>""",
    "poem": """<p>Two roads diverged in a yellow wood,<br>And sorry I could not travel both<br>&nbsp;&nbsp;And be one
traveler, long I stood</p><p><b>Q: Why this poem?</b><br>A: It is well known, and its lines are to stay where they are,
even where one of them is longer than the page is wide.</p><center>* * *</center><p><b>Ends</b></p>""",
    "teaser": """<p>The first paragraph is for everybody, and it goes on for a while so that it looks like one.</p><p>Your
membership also unlocks:</p><ul><li>Every story</li><li>The archive</li></ul><p>Already a subscriber? <a
href="https://n.example/login">Sign in</a></p>""",
}
