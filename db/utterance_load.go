package db

import (
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// printing is a part as the rules see it.
type printing struct {
	*utterance.Prepared
	part, quote, article int64
	audience             uint64
	at                   quotes.Span // in the kept text; zero when that is not known
	context              string      // the passage
	surrounded           bool
}

// part gives a part of a quote that was loaded, or nil when the quote has none like that.
func (g *grouper) part(id int64) *printing {
	parts := g.loaded[id/partsMost]
	if i := int(id % partsMost); i < len(parts) {
		return parts[i]
	}
	return nil
}

// load reads the printings of quotes that were not read yet, and makes the sketches of their articles where they are
// missing.
func (g *grouper) load(found []int64) error {
	var missing []int64
	for _, q := range found {
		if _, ok := g.loaded[q]; !ok {
			g.loaded[q] = nil
			missing = append(missing, q)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	s, err := g.prepared(`
		SELECT
			q.id, q.scope_id, sc.name, q.channel, q.fingerprint, q.words, q.said,
			CASE WHEN q.own_context THEN q.words ELSE coalesce(pa.text, '') END,
			coalesce(p.name, ''), coalesce(p.kind, ''),
			(SELECT json_group_array(al.name ORDER BY al.name) FROM aliases AS al WHERE al.speaker_id = q.speaker_id),
			coalesce(a.id, 0), coalesce(a.page_key, ''), coalesce(hex(a.text_hash), ''), coalesce(a.agency, ''), coalesce(a.published, ''),
			coalesce(so.name, ''), coalesce(so.host, ''), sk.sketch, a.text IS NOT NULL,
			(SELECT json_group_array(json_array(sg.words, sg.start_byte, sg.end_byte) ORDER BY sg.position) FROM segments AS sg WHERE sg.quote_id = q.id)
		FROM quotes AS q
		JOIN scopes AS sc ON sc.id = q.scope_id
		LEFT JOIN passages AS pa ON pa.id = q.passage_id
		LEFT JOIN speakers AS p ON p.id = q.speaker_id
		LEFT JOIN articles AS a ON a.id = q.article_id
		LEFT JOIN sources AS so ON so.id = a.source_id
		LEFT JOIN sketches AS sk ON sk.article_id = a.id
		WHERE q.id IN (SELECT value FROM json_each(?))`)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(g.ctx, jsonOf(missing))
	if err != nil {
		return err
	}
	read, err := all(rows, scanPrinted)
	if err != nil {
		return err
	}
	for _, r := range read {
		if r.sketch == nil && r.hasText {
			if r.sketch, err = g.sketch(r.article); err != nil {
				return err
			}
		}
		if g.loaded[r.quote], err = r.printings(); err != nil {
			return err
		}
	}
	return nil
}

// printed is a quote as load reads it.
type printed struct {
	quote, scopeID, fingerprint, article int64
	scope, channel, words, said, context string
	speaker, kind, aliases               string
	pageKey, textHash, agency, published string
	publisher, host                      string
	sketch                               []byte
	hasText                              bool
	segments                             string
}

func scanPrinted(scan func(...any) error) (r printed, err error) {
	return r, scan(&r.quote, &r.scopeID, &r.scope, &r.channel, &r.fingerprint, &r.words, &r.said, &r.context, &r.speaker, &r.kind, &r.aliases,
		&r.article, &r.pageKey, &r.textHash, &r.agency, &r.published, &r.publisher, &r.host, &r.sketch, &r.hasText, &r.segments)
}

// printings makes the parts of a quote.
func (r printed) printings() ([]*printing, error) {
	said, err1 := quotes.ParseDate(r.said)
	published, err2 := quotes.ParseDate(r.published)
	aliases, err3 := list(r.aliases)
	segments, places, err4 := r.pieces()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	home := r.pageKey
	if home == "" && r.textHash != "" {
		home = "text " + r.textHash
	}
	a := utterance.Article{Key: "article " + strconv.FormatInt(r.article, 10), Publisher: r.publisher, Host: r.host, Agency: r.agency,
		Published: published, Sketch: sketchOf(r.sketch), Interview: utterance.Interviewed(r.context, r.publisher)}
	if r.article == 0 {
		a.Key = "quote " + strconv.FormatInt(r.quote, 10)
	}
	audience := audienceHash(r.scopeID, r.channel)
	first, _ := partIDs(r.quote)
	var out []*printing
	for i, part := range partsOf(r.words) {
		p := &printing{part: first + int64(i), quote: r.quote, article: r.article, audience: audience, context: r.context}
		if len(places) > 0 {
			pieces := segments
			if pieces == nil {
				pieces = []string{r.words}
			}
			p.at = utterance.InText(part, pieces, places)
		}
		p.Prepared = utterance.Prepare(utterance.Printing{
			Key:     fmt.Sprintf("%s#%016x#%02d", home, uint64(r.fingerprint), i),
			Scope:   quotes.Scope(r.scope + "/" + r.channel), // an audience: only compared with others
			Text:    part.In(r.words),
			Speaker: quotes.Speaker{Name: r.speaker, Kind: quotes.SpeakerKind(r.kind), Aliases: aliases}, Said: said, Article: a,
		})
		out = append(out, p)
	}
	return out, nil
}

// pieces reads the segments of a quote: their words, nil for a quote in one piece, and their places when all are known.
func (r printed) pieces() (segments []string, places []quotes.Span, err error) {
	var rows [][3]any
	if err := json.Unmarshal([]byte(r.segments), &rows); err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		if words, ok := row[0].(string); ok {
			segments = append(segments, words)
		}
		start, known := row[1].(float64)
		end, also := row[2].(float64)
		if known && also {
			places = append(places, quotes.Span{Start: int(start), End: int(end)})
		}
	}
	if len(places) != len(rows) || len(places) > 1 && len(places) != len(segments) {
		places = nil
	}
	return segments, places, nil
}

// sketch makes and keeps the sketch of an article's text.
func (g *grouper) sketch(article int64) ([]byte, error) {
	text, err := g.text(article)
	if err != nil {
		return nil, err
	}
	sketch := utterance.SketchOf(text)
	blob := make([]byte, 0, 2*len(sketch))
	for _, v := range sketch {
		blob = binary.LittleEndian.AppendUint16(blob, v)
	}
	return blob, g.exec(`INSERT OR REPLACE INTO sketches (article_id, sketch) VALUES (?, ?)`, article, blob)
}

func sketchOf(blob []byte) (s utterance.Sketch) {
	if len(blob) == 2*len(s) {
		for i := range s {
			s[i] = binary.LittleEndian.Uint16(blob[2*i:])
		}
	}
	return s
}

func (g *grouper) text(article int64) (string, error) {
	s, err := g.prepared(`SELECT coalesce(text, '') FROM articles WHERE id = ?`)
	if err != nil {
		return "", err
	}
	var text string
	err = s.QueryRowContext(g.ctx, article).Scan(&text)
	return text, ignore(err, sql.ErrNoRows)
}

// surround gives printings the text around them: from the kept article, else from the passage that was stored with them.
func (g *grouper) surround(ps ...*printing) error {
	for _, p := range ps {
		if p.surrounded {
			continue
		}
		p.surrounded = true
		if p.at.Len() > 0 && p.article != 0 {
			text, err := g.text(p.article)
			if err != nil {
				return err
			}
			if p.at.End <= len(text) {
				p.Surround(utterance.Around(text, p.at))
			}
			continue
		}
		if i := strings.Index(p.context, p.Text); i >= 0 && len(p.context) > len(p.Text) {
			p.Surround(utterance.Around(p.context, quotes.Span{Start: i, End: i + len(p.Text)}))
		}
	}
	return nil
}
