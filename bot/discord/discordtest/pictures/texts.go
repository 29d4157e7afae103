package main

// The articles are made up, as are their people and places.

const head = `<html><head><title>`

const harbourPage = head + `Lighthouse to be kept</title><meta property="og:site_name" content="The Shingle Post">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Lighthouse to be kept","datePublished":"2023-01-21T08:00:00Z"}</script></head><body><article>
<p>The old lighthouse at Marram Point will not be torn down, the harbour board decided at its meeting in the town hall.</p>
<p>“The lantern room is older than any of us, and it will outlast every one of us,” harbour master Mara Quill told the meeting on Friday.</p>
<p>The so-called “cheap option” would have been a mast of steel beside the pier, which the board had looked at for a year.</p>
<p>“A mast has no keeper and no stairs, and nobody will ever bring their children to see one,” said Bo Lund, an engineer who drew the plans.</p>
<p>The board had asked for a report on the costs of the repair, which engineers put at a third of what a new tower would take.</p>
<p>“We will begin with the roof, because the rain does not wait for the budget,” Ms Quill said.</p>
</article></body></html>`

const echoPage = head + `Board keeps the lighthouse</title><meta property="og:site_name" content="The Marram Echo">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Board keeps the lighthouse","datePublished":"2023-01-22T08:00:00Z"}</script></head><body><article>
<p>Marram Point keeps its lighthouse. The harbour board voted on Friday after a long debate about the costs of the old tower.</p>
<p>“The lantern room is older than any of us, and it will outlast every one,” said Mara Quill, the harbour master.</p>
<p>Visitors will have to wait for another two years until the stairs are open again, the board said in a statement.</p>
</article></body></html>`

const laterPage = head + `Lighthouse costs rise</title><meta property="og:site_name" content="The Shingle Post">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Lighthouse costs rise","datePublished":"2023-09-05T08:00:00Z"}</script></head><body><article>
<p>The repair of the lighthouse at Marram Point costs more than the harbour board had planned for at the beginning of the year.</p>
<p>“We will not begin with the roof, because the rain does not wait for the budget and the budget did not wait for us,” harbour master Mara Quill said on Monday.</p>
<p>The board is to meet again in October, when the bids of three builders have been opened in the town hall.</p>
</article></body></html>`
