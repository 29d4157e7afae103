package meaning

import "golang.org/x/sys/cpu"

// fourWide is four for processors with AVX2 and FMA, eight weights at a time; n is a multiple of eight.
//
//go:noescape
func fourWide(w, a, b, c, d *float32, n int, sums *[4]float32)

// four is the dot product of a row of weights with four others.
func four(w, a, b, c, d []float32) (sums [4]float32) {
	n := len(w)
	if n == 0 || n%8 != 0 || !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return fourPlain(w, a, b, c, d)
	}
	a, b, c, d = a[:n], b[:n], c[:n], d[:n] // the assembly does not check
	fourWide(&w[0], &a[0], &b[0], &c[0], &d[0], n, &sums)
	return sums
}
