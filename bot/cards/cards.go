// Package cards draws quotes and numbers as PNG pictures that are worth sharing: readable at the size of a phone, with
// the Go fonts (Latin, Greek, Cyrillic), which are part of the program. What they have no letters for is not drawn at
// all: half a sentence of boxes would be no quote.
package cards

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"quotebot/bot/say"
	"quotebot/quotes"
)

// Measures of a card in pixels. Chats show it 400 points wide on a phone, a third of its size, so the smallest letters of
// the words come out at 13 points and those of the facts above 10.
const (
	width     = 1200
	minHeight = 630
	maxHeight = 1800
	margin    = 84
	barWidth  = 18
	nameSize  = 44
	factSize  = 32
	leading   = 1.32 // height of a line, in sizes of its letters
)

// wordSizes are the sizes of the words, large to small: the first that fits the card is taken.
var wordSizes = []float64{80, 70, 62, 54, 48, 42, 38}

// Colours of a card.
var (
	ground = color.RGBA{0x14, 0x1c, 0x26, 0xff}
	accent = color.RGBA{0xf2, 0xb1, 0x34, 0xff}
	bright = color.RGBA{0xf4, 0xf1, 0xea, 0xff}
	muted  = color.RGBA{0xa9, 0xb4, 0xc0, 0xff}
)

// Drawer draws cards. It is safe for use by several goroutines.
type Drawer struct{ regular, bold, italic *sfnt.Font }

// New makes a drawer with the fonts that are part of the program.
func New() (*Drawer, error) {
	var d Drawer
	for _, f := range []struct {
		into *(*sfnt.Font)
		data []byte
	}{{&d.regular, goregular.TTF}, {&d.bold, gobold.TTF}, {&d.italic, goitalic.TTF}} {
		font, err := opentype.Parse(f.data)
		if err != nil {
			return nil, fmt.Errorf("read a font: %w", err)
		}
		*f.into = font
	}
	return &d, nil
}

// block is lines of one size and colour.
type block struct {
	font   *sfnt.Font
	size   float64
	colour color.RGBA
	lines  []string
	before int // pixels above it
}

func (b block) height() int { return b.before + int(float64(len(b.lines))*b.size*leading) }

// Card draws one quote with its speaker, day and outlet, told in a language (nil: English). Words that the fonts have no letters for are
// quotes.ErrNotFound, words that no card has room for quotes.ErrTooLong.
func (d *Drawer) Card(c quotes.Citation, in *say.Tongue) ([]byte, error) {
	words := norm.NFC.String(say.Words(c))
	facts := d.facts(c, in)
	if !d.has(words) || !d.has(strings.Join(facts, "")) {
		return nil, fmt.Errorf("draw a card: %w", quotes.ErrNotFound)
	}
	for i, size := range wordSizes {
		limit := minHeight
		if i == len(wordSizes)-1 {
			limit = maxHeight
		} else if i > 1 { // middling sizes may make the card as high as it is wide
			limit = width
		}
		blocks, err := d.layout(words, size, facts)
		if err != nil {
			return nil, fmt.Errorf("draw a card: %w", err)
		}
		height := 2 * margin
		for _, b := range blocks {
			height += b.height()
		}
		if height <= limit {
			return d.paint(blocks, max(height, minHeight))
		}
	}
	return nil, fmt.Errorf("draw a card: %w", quotes.ErrTooLong)
}

// facts are the lines under the words: who, when with any doubt, where.
func (d *Drawer) facts(c quotes.Citation, in *say.Tongue) []string {
	lines := []string{"— " + in.Who(c), in.When(c)}
	if where := in.Where(c); where != "" {
		lines = append(lines, where)
	}
	if doubt := in.Doubt(c); doubt != "" {
		lines = append(lines, doubt)
	}
	for i, l := range lines {
		lines[i] = norm.NFC.String(strings.Join(strings.Fields(l), " "))
	}
	return lines
}

// layout breaks the words and the facts into lines that fit the card.
func (d *Drawer) layout(words string, size float64, facts []string) ([]block, error) {
	blocks := []block{{font: d.italic, size: size, colour: bright}}
	for i := range facts {
		b := block{font: d.regular, size: factSize, colour: muted}
		if i == 0 {
			b = block{font: d.bold, size: nameSize, colour: accent, before: 36}
		}
		blocks = append(blocks, b)
	}
	for i := range blocks {
		text, most := words, 0
		if i > 0 {
			text, most = facts[i-1], 3
		}
		face, err := opentype.NewFace(blocks[i].font, &opentype.FaceOptions{Size: blocks[i].size, DPI: 72})
		if err != nil {
			return nil, err
		}
		blocks[i].lines = wrap(face, text, width-2*margin-barWidth, most)
		if err := face.Close(); err != nil {
			return nil, err
		}
	}
	return blocks, nil
}

// paint draws blocks one under the other, in the middle of the card, beside a bar of colour.
func (d *Drawer) paint(blocks []block, height int) ([]byte, error) {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	fill(picture, picture.Bounds(), ground)
	fill(picture, image.Rect(0, 0, barWidth, height), accent)
	total := 0
	for _, b := range blocks {
		total += b.height()
	}
	y := (height - total) / 2
	for _, b := range blocks {
		y += b.before
		if err := write(picture, b, margin, y); err != nil {
			return nil, fmt.Errorf("draw a card: %w", err)
		}
		y += b.height() - b.before
	}
	return encode(picture)
}

// write draws the lines of a block, the first one's top at y.
func write(picture *image.RGBA, b block, x, y int) error {
	face, err := opentype.NewFace(b.font, &opentype.FaceOptions{Size: b.size, DPI: 72})
	if err != nil {
		return err
	}
	pen := font.Drawer{Dst: picture, Src: image.NewUniform(b.colour), Face: face}
	for i, line := range b.lines {
		pen.Dot = fixed.P(x, y+int(float64(i)*b.size*leading+b.size))
		pen.DrawString(line)
	}
	return face.Close()
}

func fill(picture *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(picture, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func encode(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("write a PNG: %w", err)
	}
	return out.Bytes(), nil
}

// has says whether the fonts have a letter for everything in a text.
func (d *Drawer) has(text string) bool {
	var buf sfnt.Buffer
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		for _, f := range []*sfnt.Font{d.regular, d.bold, d.italic} {
			if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
				return false
			}
		}
	}
	return true
}

// wrap breaks a text into lines no wider than so many pixels; a word that is wider is broken itself. With most above 0
// the text ends there, with dots.
func wrap(face font.Face, text string, wide, most int) []string {
	room := fixed.I(wide)
	var lines []string
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			longer := strings.TrimPrefix(line+" "+word, " ")
			if font.MeasureString(face, longer) <= room {
				line = longer
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for font.MeasureString(face, word) > room {
				head := fitting(face, word, room)
				lines = append(lines, word[:head])
				word = word[head:]
			}
			line = word
		}
		lines = append(lines, line)
	}
	if most > 0 && len(lines) > most {
		lines = append(lines[:most-1:most-1], clip(face, lines[most-1]+" …", wide))
	}
	return lines
}

// fitting is how many bytes of a word fit, at least one letter.
func fitting(face font.Face, word string, room fixed.Int26_6) int {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && font.MeasureString(face, word[:next]) > room {
			break
		}
		end = next
	}
	return end
}

// clip cuts a text so that it fits, with dots where it was cut.
func clip(face font.Face, text string, wide int) string {
	if font.MeasureString(face, text) <= fixed.I(wide) {
		return text
	}
	r := []rune(strings.TrimSuffix(text, " …"))
	for len(r) > 1 && font.MeasureString(face, string(r)+"…") > fixed.I(wide) {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}
