package meaning

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Code is a vector with a byte for each part, as it is stored: a quarter of the size, and cosines change by less than
// .01.
type Code []byte

// Encode rounds a vector to bytes. The length of the vector is lost; only its direction is kept.
// What has no direction has no bytes.
func Encode(vector []float32) Code {
	top := float32(0)
	for _, v := range vector {
		top = max(top, v, -v)
	}
	if top == 0 {
		return Code{}
	}
	c := make(Code, len(vector))
	for i, v := range vector {
		c[i] = byte(int8(math.Round(float64(127 * v / top))))
	}
	return c
}

// Cosine tells how close a stored vector is to another one: 1 when both mean the same, about 0 when they have nothing in
// common. Vectors of different lengths have nothing in common.
func (c Code) Cosine(vector []float32) float64 {
	if len(c) != len(vector) {
		return 0
	}
	product, own, other := 0.0, 0.0, 0.0
	for i, b := range c {
		x, y := float64(int8(b)), float64(vector[i])
		product += x * y
		own += x * x
		other += y * y
	}
	return product / max(math.Sqrt(own*other), 1e-12)
}

// Sketch is the signs of a vector, a bit for each of its first 512 parts. Sketches that differ in few bits belong to
// vectors that lie close together, and comparing them costs a few nanoseconds.
type Sketch [8]uint64

// SketchSize is the size of a sketch in bytes.
const SketchSize = 64

// SketchOf gives the signs of a vector.
func SketchOf(vector []float32) (s Sketch) {
	for i, v := range vector[:min(len(vector), 8*SketchSize)] {
		if v > 0 {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// Sketch gives the signs of a stored vector.
func (c Code) Sketch() (s Sketch) {
	for i, b := range c[:min(len(c), 8*SketchSize)] {
		if int8(b) > 0 {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// Bytes gives a sketch as it is stored.
func (s Sketch) Bytes() []byte {
	b := make([]byte, 0, SketchSize)
	for _, word := range s {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	return b
}

// ReadSketch reads a stored sketch; ok is false when it has another size.
func ReadSketch(b []byte) (s Sketch, ok bool) {
	if len(b) != SketchSize {
		return s, false
	}
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return s, true
}

// Apart is the number of bits in which two sketches differ: 0 to 512.
func (s Sketch) Apart(t Sketch) int {
	n := 0
	for i, word := range s {
		n += bits.OnesCount64(word ^ t[i])
	}
	return n
}
