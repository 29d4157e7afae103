package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotebot/bot/discord/discordtest"
)

// drawer turns messages into pictures.
type drawer struct{ chromium, dir, out string }

// The size of the window that is drawn into; what is below the message is cut off.
const (
	width  = 600
	height = 1800
)

// picture draws what somebody did and the message that came of it.
func (d *drawer) picture(c *scene, name, done string, m discordtest.Message) {
	if c.err != nil {
		return
	}
	if c.err = d.draw(c.ctx, name, document(done, m)); c.err != nil {
		c.err = fmt.Errorf("picture %s: %w", name, c.err)
	}
}

func (d *drawer) draw(ctx context.Context, name, text string) error {
	source, shot := filepath.Join(d.dir, name+".html"), filepath.Join(d.dir, name+".png")
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	cmd := exec.CommandContext(ctx, d.chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(d.dir, "profile"),
		fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+shot, "file://"+source)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("chromium: %w: %.500s", err, said)
	}
	raw, err := os.ReadFile(shot)
	if err != nil {
		return err
	}
	whole, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	var small bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&small, reduced(whole)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.out, name+".png"), small.Bytes(), 0o644)
}

// reduced cuts off the empty rows below, and keeps the 128 most frequent colours, which is what makes the files small.
func reduced(whole image.Image) image.Image {
	b := whole.Bounds()
	ground := whole.At(b.Min.X, b.Max.Y-1)
	bottom := b.Max.Y
	for ; bottom > b.Min.Y+1; bottom-- {
		empty := true
		for x := b.Min.X; x < b.Max.X && empty; x++ {
			empty = whole.At(x, bottom-1) == ground
		}
		if !empty {
			break
		}
	}
	b.Max.Y = min(bottom+12, b.Max.Y)
	counts := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(whole.At(x, y)).(color.RGBA) }
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	var all []color.RGBA
	for c := range counts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(p, q color.RGBA) int {
		if n := counts[q] - counts[p]; n != 0 {
			return n
		}
		return int(p.R)<<16 + int(p.G)<<8 + int(p.B) - int(q.R)<<16 - int(q.G)<<8 - int(q.B)
	})
	var palette color.Palette
	for _, c := range all[:min(len(all), 128)] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := at(x, y)
			n, ok := nearest[c]
			if !ok {
				n = uint8(palette.Index(c))
				nearest[c] = n
			}
			out.SetColorIndex(x, y, n)
		}
	}
	return out
}

const style = `body{margin:0;background:#313338;color:#dbdee1;font:15px/1.35 "DejaVu Sans","Noto Color Emoji",sans-serif}
.done{padding:8px 16px 0;color:#949ba4;font-size:12px} .done b{color:#a8b4ff;font-weight:500}
.m{padding:4px 16px} .by{font-weight:600;color:#f2f3f5} .app{background:#5865f2;color:#fff;font-size:10px;border-radius:3px;padding:1px 4px;margin-left:4px}
.e{background:#2b2d31;border-left:4px solid;border-radius:4px;padding:10px 14px;margin:6px 0;max-width:500px}
.t{font-weight:600;color:#f2f3f5;margin-bottom:4px} .f{color:#b5bac1;font-size:12px;margin-top:8px} .n{font-weight:600;margin-top:6px;font-size:14px}
a{color:#00a8fc;text-decoration:none} .s{font-size:12px;color:#949ba4} .p{background:#3c4270;color:#c9cdfb;border-radius:3px;padding:0 2px}
.r{display:flex;flex-wrap:wrap;gap:8px;margin:6px 0} .b{background:#4e5058;color:#fff;border-radius:4px;padding:6px 12px;font-size:14px}
.b1{background:#5865f2} .b3{background:#248046} .b4{background:#da373c} .off{opacity:.5} .sel{background:#1e1f22;border-radius:4px;padding:8px 12px;color:#949ba4;width:480px;font-size:14px}
.only{color:#949ba4;font-size:12px} del{color:#a2a8b0} b{color:#f2f3f5}`

// document sets a message in HTML.
func document(done string, m discordtest.Message) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><style>` + style + `</style><div class="done">Ada: <b>` + html.EscapeString(done) + `</b></div><div class="m">`)
	b.WriteString(`<span class="by">quotebot</span><span class="app">APP</span>`)
	if m.Content != "" {
		b.WriteString("<div>" + markdown(m.Content) + "</div>")
	}
	for _, e := range m.Embeds {
		fmt.Fprintf(&b, `<div class="e" style="border-color:#%06x">`, e.Color)
		if e.Title != "" {
			b.WriteString(`<div class="t">` + markdown(e.Title) + `</div>`)
		}
		b.WriteString("<div>" + markdown(e.Description) + "</div>")
		for _, f := range e.Fields {
			b.WriteString(`<div class="n">` + markdown(f.Name) + `</div><div>` + markdown(f.Value) + `</div>`)
		}
		if e.Footer != nil {
			b.WriteString(`<div class="f">` + html.EscapeString(e.Footer.Text) + `</div>`)
		}
		b.WriteString(`</div>`)
	}
	for _, f := range m.Files {
		b.WriteString(`<div class="e" style="border-color:#2b2d31">📄 ` + html.EscapeString(f.Name) + `</div>`)
	}
	for _, r := range m.Components {
		b.WriteString(`<div class="r">`)
		for _, c := range r.Components {
			b.WriteString(component(c))
		}
		b.WriteString(`</div>`)
	}
	if m.Private() {
		b.WriteString(`<div class="only">👁 Only you can see this</div>`)
	}
	b.WriteString(`</div>`)
	return b.String()
}

func component(c discordtest.Component) string {
	const button = 2
	if c.Type != button {
		var chosen []string
		for _, o := range c.Options {
			if o.Default {
				chosen = append(chosen, o.Label)
			}
		}
		text := c.Placeholder
		if len(chosen) > 0 {
			text = strings.Join(chosen, ", ")
			if r := []rune(text); len(r) > 60 {
				text = string(r[:60]) + "…"
			}
		}
		return `<span class="sel">` + html.EscapeString(text) + ` ▾</span>`
	}
	class, label := "b b"+strconv.Itoa(c.Style), html.EscapeString(c.Label)
	if c.Disabled {
		class += " off"
	}
	if c.URL != "" {
		label += " ↗"
	}
	return `<span class="` + class + `">` + label + `</span>`
}

var (
	escaped = regexp.MustCompile(`\\([[:punct:]])`)
	masked  = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
	bold    = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	italic  = regexp.MustCompile(`\*([^*]+)\*`)
	struck  = regexp.MustCompile(`~~([^~]+)~~`)
	code    = regexp.MustCompile("`([^`]+)`")
	clock   = regexp.MustCompile(`&lt;t:(\d+):\w&gt;`)
	person  = regexp.MustCompile(`&lt;@&amp;?(\d+)&gt;|&lt;#(\d+)&gt;`)
)

// markdown shows as much of Discord's markup as the bot writes.
func markdown(text string) string {
	// Escaped signs are put aside as signs of a private area, so that nothing takes them for markup.
	const aside = 0xE000
	text = escaped.ReplaceAllStringFunc(text, func(s string) string { return string(rune(aside + int(s[1]))) })
	text = html.EscapeString(text)
	text = masked.ReplaceAllString(text, `<a>$1</a>`)
	text = bold.ReplaceAllString(text, `<b>$1</b>`)
	text = italic.ReplaceAllString(text, `<i>$1</i>`)
	text = struck.ReplaceAllString(text, `<del>$1</del>`)
	text = code.ReplaceAllString(text, `<code>$1</code>`)
	text = clock.ReplaceAllStringFunc(text, func(s string) string {
		n, err := strconv.ParseInt(clock.FindStringSubmatch(s)[1], 10, 64)
		if err != nil {
			return s
		}
		return time.Unix(n, 0).UTC().Format("2 January 2006 15:04")
	})
	text = person.ReplaceAllString(text, `<span class="p">@Ada</span>`)
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if small, ok := strings.CutPrefix(line, "-# "); ok {
			line = `<span class="s">` + small + `</span>`
		}
		lines = append(lines, line)
	}
	text = strings.Join(lines, "<br>")
	return strings.Map(func(r rune) rune {
		if r >= aside && r < aside+128 {
			return r - aside
		}
		return r
	}, text)
}
