//go:build !amd64

package meaning

// four is the dot product of a row of weights with four others.
func four(w, a, b, c, d []float32) [4]float32 { return fourPlain(w, a, b, c, d) }
