package main

import (
	"fmt"
	"math"
	"strings"
)

// drawing plots the time of a question and of a completion over the number of quotes, both axes logarithmic.
func drawing(all []measured) string {
	const width, height, left, bottom, top, right = 640, 360, 60, 40, 30, 120
	x := func(n int) float64 {
		low, high := math.Log10(float64(all[0].Quotes)), math.Log10(float64(all[len(all)-1].Quotes))
		return left + (math.Log10(float64(n))-low)/max(high-low, .1)*(width-left-right)
	}
	y := func(ms float64) float64 { // from 0.1 to 1000 ms
		return height - bottom - (math.Log10(max(ms, .1))+1)/4*(height-bottom-top)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/><text x="%d" y="18">milliseconds by number of quotes</text>`+"\n", width, height, left)
	for _, ms := range []float64{.1, 1, 10, 100, 1000} {
		fmt.Fprintf(&b, `<path d="M%d %.0fH%d" stroke="#ddd"/><text x="%d" y="%.0f" text-anchor="end">%g</text>`+"\n", left, y(ms), width-right, left-6, y(ms)+4, ms)
	}
	for _, m := range all {
		fmt.Fprintf(&b, `<text x="%.0f" y="%d" text-anchor="middle">%d</text>`+"\n", x(m.Quotes), height-bottom+18, m.Quotes)
	}
	for _, line := range []struct {
		name, colour string
		value        func(m measured) float64
	}{
		{"question p99", "#c03", func(m measured) float64 { return m.Ask99.Seconds() * 1000 }},
		{"question p50", "#e88", func(m measured) float64 { return m.Ask50.Seconds() * 1000 }},
		{"completion p99", "#06c", func(m measured) float64 { return m.Complete99.Seconds() * 1000 }},
		{"completion p50", "#8be", func(m measured) float64 { return m.Complete50.Seconds() * 1000 }},
	} {
		var points []string
		for _, m := range all {
			points = append(points, fmt.Sprintf("%.0f,%.0f", x(m.Quotes), y(line.value(m))))
		}
		last := all[len(all)-1]
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/><text x="%.0f" y="%.0f" fill="%s">%s</text>`+"\n",
			strings.Join(points, " "), line.colour, x(last.Quotes)+6, y(line.value(last))+4, line.colour, line.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
