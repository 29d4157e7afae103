package cards

import (
	"fmt"
	"image"
	"strconv"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"

	"quotebot/quotes"
)

// Measures of a chart in pixels.
const (
	headSize   = 38
	labelSize  = 30
	rowHeight  = 50
	labelWidth = 400
	columns    = 300 // height of the highest column of months
	space      = 56  // between the parts
)

// Chart draws numbers as a picture: bars for speakers and outlets, columns for months, each part under its heading. Parts
// without numbers are left out.
func (d *Drawer) Chart(f quotes.Figures, speakers, outlets, months string) ([]byte, error) {
	height := 2*margin - space
	for _, bars := range [][]quotes.Figure{f.Speakers, f.Outlets} {
		if len(bars) > 0 {
			height += rowHeight*(len(bars)+1) + space
		}
	}
	if len(f.Months) > 0 {
		height += rowHeight + columns + rowHeight + space
	}
	p := &page{Drawer: d, picture: image.NewRGBA(image.Rect(0, 0, width, max(height, minHeight/2))), y: margin}
	fill(p.picture, p.picture.Bounds(), ground)
	fill(p.picture, image.Rect(0, 0, barWidth, p.picture.Bounds().Dy()), accent)
	for _, step := range []error{p.bars(speakers, f.Speakers), p.bars(outlets, f.Outlets), p.months(months, f.Months)} {
		if step != nil {
			return nil, fmt.Errorf("draw a chart: %w", step)
		}
	}
	return encode(p.picture)
}

// page is a chart while it is drawn from the top down.
type page struct {
	*Drawer
	picture *image.RGBA
	y       int
}

func (p *page) text(f *sfnt.Font, size float64, b block, x, y int, text string) error {
	b.font, b.size, b.lines = f, size, []string{p.drawable(text)}
	return write(p.picture, b, x, y)
}

// drawable leaves out of a label what the fonts lack: the numbers are right all the same, and the names stand in the
// message beside the picture.
func (p *page) drawable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || p.has(string(r)) {
			return r
		}
		return '?'
	}, text)
}

// bars draws a bar a line, as long as its number is large.
func (p *page) bars(head string, list []quotes.Figure) error {
	if len(list) == 0 {
		return nil
	}
	if err := p.text(p.bold, headSize, block{colour: accent}, margin, p.y, head); err != nil {
		return err
	}
	p.y += rowHeight + 8
	face, err := opentype.NewFace(p.regular, &opentype.FaceOptions{Size: labelSize, DPI: 72})
	if err != nil {
		return err
	}
	defer face.Close()
	longest := int64(1)
	for _, f := range list {
		longest = max(longest, f.Count)
	}
	const room = width - 2*margin - labelWidth - 110
	for _, f := range list {
		if err := p.text(p.regular, labelSize, block{colour: bright}, margin, p.y, clip(face, p.drawable(f.Name), labelWidth-24)); err != nil {
			return err
		}
		end := margin + labelWidth + max(4, int(f.Count*room/longest))
		fill(p.picture, image.Rect(margin+labelWidth, p.y+4, end, p.y+labelSize+6), accent)
		if err := p.text(p.regular, labelSize, block{colour: muted}, end+14, p.y, strconv.FormatInt(f.Count, 10)); err != nil {
			return err
		}
		p.y += rowHeight
	}
	p.y += space - 8
	return nil
}

// months draws a column a month, with the first, the last and the highest named.
func (p *page) months(head string, list []quotes.Figure) error {
	if len(list) == 0 {
		return nil
	}
	if err := p.text(p.bold, headSize, block{colour: accent}, margin, p.y, head); err != nil {
		return err
	}
	p.y += rowHeight + 8
	highest := int64(1)
	for _, f := range list {
		highest = max(highest, f.Count)
	}
	const room = width - 2*margin
	step := room / max(len(list), 6)
	base := p.y + columns
	face, err := opentype.NewFace(p.regular, &opentype.FaceOptions{Size: labelSize, DPI: 72})
	if err != nil {
		return err
	}
	defer face.Close()
	topped := false
	for i, f := range list {
		x := margin + i*step
		tall := int(f.Count * (columns - 40) / highest)
		fill(p.picture, image.Rect(x, base-max(tall, 2), x+max(step-6, 3), base), accent)
		if f.Count == highest && !topped {
			topped = true
			if err := p.text(p.regular, labelSize, block{colour: muted}, x, base-tall-40, strconv.FormatInt(f.Count, 10)); err != nil {
				return err
			}
		}
	}
	if err := p.text(p.regular, labelSize, block{colour: bright}, margin, base+8, list[0].Name); err != nil {
		return err
	}
	if len(list) > 1 {
		last := list[len(list)-1].Name
		x := max(margin+(len(list)-1)*step+step-6-font.MeasureString(face, last).Ceil(), margin+200)
		if err := p.text(p.regular, labelSize, block{colour: bright}, x, base+8, last); err != nil {
			return err
		}
	}
	p.y = base + rowHeight + space - 8
	return nil
}
