package db

import (
	"testing"

	"quotebot/quotes"
)

func TestFigures(t *testing.T) {
	d := openTemp(t)
	dated := quotes.Citation{Scope: quotes.GuildScope("1"), Text: "Dated, of somebody, printed.", Speaker: "Ida Marrow", SpeakerKind: quotes.Person,
		Said: mustDate(t, "2020", ""), URL: "https://example.org/a"}
	gone := dated
	gone.Text, gone.URL = "Its page is gone.", "https://example.org/b"
	added := mustAdd(t, d, typed("Only words."), dated, gone)
	mustExec(t, d.write, `
		INSERT INTO watches (article_id, host, added_at, state)
		SELECT id, 'example.org', 0, CASE url WHEN 'https://example.org/a' THEN 'same' ELSE 'gone' END FROM articles WHERE url <> '';
		INSERT INTO findings (quote_id, state, since) SELECT id, 'same', 0 FROM quotes WHERE article_id IN (SELECT article_id FROM watches)`)
	got, err := d.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Figures{Quotes: int64(len(added)), WithSpeaker: 2, WithDate: 2, WithSource: 2, Checked: 2, Live: 1, Articles: 2, Bytes: got.Bytes}
	if got != want || got.Bytes <= 0 {
		t.Errorf("%+v, want %+v", got, want)
	}
}
