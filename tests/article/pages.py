"""Small articles for the tests."""

PARAGRAPHS = [
    "The harbour of Lindholm closed on Monday morning, after divers had found a crack in the oldest of its three "
    "locks. Ships that wait outside, eleven of them by noon, will have to go round the island.",
    "“We will not open it again before we know what happened,” said Marta Olsen, who runs the port. She expects the "
    "repair to take two weeks, and perhaps longer if the gate itself must be replaced.",
    "The lock was built in 1911 and last renewed in the sixties. Engineers had warned of rust in the hinges, but the "
    "council put off the work twice, as it had no money for a second crane.",
    "Fishermen are not touched by the closure: their boats use the small gate in the north, which stays open day "
    "and night. The ferry to the mainland goes on as planned, with one more crossing in the evening.",
]

ARTICLE = f"""<!doctype html>
<html lang="en-GB">
<head>
<title>Harbour closed after crack in lock | The Lindholm Post</title>
<meta property="og:title" content="Harbour closed after crack in lock">
<meta property="og:site_name" content="The Lindholm Post">
<meta property="og:type" content="article">
<script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour closed after crack in lock",
 "datePublished": "2024-03-05T08:30:00+01:00", "dateModified": "2024-03-06",
 "author": [{{"@type": "Person", "name": "Ida Berg"}}, {{"@type": "Person", "name": "Tom Falk"}}],
 "publisher": {{"@type": "Organization", "name": "The Lindholm Post"}}}}
</script>
</head>
<body>
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main>
<article class="post">
<h1>Harbour closed after crack in lock</h1>
<p class="byline">By Ida Berg and Tom Falk</p>
<div class="entry-content">
<p>{PARAGRAPHS[0]}</p>
<p>{PARAGRAPHS[1]}</p>
<h2>An old lock</h2>
<p>{PARAGRAPHS[2]}</p>
<ul><li>First lock: 1911, of stone and iron</li><li>Second lock: 1934, of concrete</li></ul>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2022</td><td>1,204</td></tr></table>
<blockquote><p>It is the heart of this town, and hearts need care.</p></blockquote>
<p>{PARAGRAPHS[3]}</p>
</div>
</article>
<section class="comments" id="comments"><h3>2 comments</h3>
<div class="comment">
<p>I sailed through that lock every summer of my childhood, what a pity to see it like this.</p></div>
</section>
</main>
<aside class="related-posts"><h3>Read more</h3><ul><li><a href="/a">Ferry gets a new captain</a></li></ul></aside>
<footer class="site-footer"><p>© 2024 The Lindholm Post. All rights reserved.</p></footer>
</body>
</html>
"""

TEXT = "\n\n".join(["Harbour closed after crack in lock", *PARAGRAPHS])
