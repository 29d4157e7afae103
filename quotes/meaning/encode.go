package meaning

import "math"

// Vector gives the meaning of a text as a vector of length 1, or nil for a text without any letter or sign. Two texts are
// the closer in meaning the larger the dot product of their vectors. Capitals and quotation marks make no difference.
func (m *Model) Vector(text string) []float32 { return m.vector(plain(text)) }

// vector is what the encoder itself makes of a text.
func (m *Model) vector(text string) []float32 {
	numbers := m.vocab.cut(text, mostPieces)
	if len(numbers) == 0 {
		return nil
	}
	x := newMatrix(len(numbers), m.pieces.width)
	for i, n := range numbers {
		row, piece, place := x.row(i), m.pieces.row(n), m.position[i]
		for k := range row {
			row[k] = 2*piece[k] + place[k] // twice: the graph adds the piece once more when it adds the place
		}
	}
	for i, l := range m.layers {
		carried := x
		if i == 0 {
			carried = m.widen.of(x)
		}
		x = sum(l.out.of(attention(l.query.of(l.before.of(x)))), carried)
		inner := l.up.of(l.between.of(x))
		for k, v := range inner.cells {
			inner.cells[k] = max(v, 0)
		}
		x = sum(l.down.of(inner), x)
	}
	mean := newMatrix(1, x.width)
	for i := range x.rows() {
		for k, v := range x.row(i) {
			mean.cells[k] += v / float32(x.rows())
		}
	}
	vector := m.last.of(mean).cells
	square := 0.0
	for k, v := range vector {
		t := math.Tanh(float64(v))
		vector[k] = float32(t)
		square += t * t
	}
	for k := range vector {
		vector[k] *= float32(1 / math.Sqrt(max(square, 1e-12)))
	}
	return vector
}

// positions gives waves of different length, by which a model tells the places of pieces apart.
func positions(timing []float32) [][]float32 {
	list := make([][]float32, mostPieces)
	for i := range list {
		list[i] = make([]float32, 2*len(timing))
		for k, t := range timing {
			angle := float64(float32(i) * t)
			list[i][k], list[i][k+len(timing)] = float32(math.Sin(angle)), float32(math.Cos(angle))
		}
	}
	return list
}

func newMatrix(rows, width int) matrix { return matrix{width, make([]float32, rows*width)} }

func sum(a, b matrix) matrix {
	for i, v := range b.cells {
		a.cells[i] += v
	}
	return a
}

// attention mixes the values of all places, the more of a place the better its key fits the query. A row of qkv has
// query, key and value one after another.
func attention(qkv matrix) matrix {
	n, width := qkv.rows(), qkv.width/3
	size := width / heads
	scale := float32(1 / math.Sqrt(float64(size)))
	mixed := newMatrix(n, width)
	share := make([]float32, n)
	for h := range heads {
		from, to := h*size, (h+1)*size
		for i := range n {
			query := qkv.row(i)[from:to]
			top := float32(math.Inf(-1))
			for j := range n {
				share[j] = scale * dot(query, qkv.row(j)[width+from:width+to])
				top = max(top, share[j])
			}
			total := float32(0)
			for j, s := range share {
				share[j] = float32(math.Exp(float64(s - top)))
				total += share[j]
			}
			into := mixed.row(i)[from:to]
			for j, s := range share {
				s /= total
				for k, v := range qkv.row(j)[2*width+from : 2*width+to] {
					into[k] += s * v
				}
			}
		}
	}
	return mixed
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	s := float32(0)
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// of applies the layer norm to every row.
func (n normal) of(x matrix) matrix {
	y := newMatrix(x.rows(), x.width)
	for i := range x.rows() {
		row, into := x.row(i), y.row(i)
		mean, square := float32(0), float32(0)
		for _, v := range row {
			mean += v
		}
		mean /= float32(x.width)
		for _, v := range row {
			square += (v - mean) * (v - mean)
		}
		factor := float32(1 / math.Sqrt(float64(square)/float64(x.width)+1e-6))
		for k, v := range row {
			into[k] = (v-mean)*factor*n.scale[k] + n.bias[k]
		}
	}
	return y
}

// of applies the matrix and the bias to every row. Four rows go through the weights at once: reading these is what costs.
func (l linear) of(x matrix) matrix {
	n := x.rows()
	y := newMatrix(n, l.weights.rows())
	for i := 0; i < n; i += 4 {
		// Behind the last row the last one is taken again: computed twice, written once.
		a, b, c, d := x.row(i), x.row(min(i+1, n-1)), x.row(min(i+2, n-1)), x.row(min(i+3, n-1))
		for o := range y.width {
			s := four(l.weights.row(o), a, b, c, d)
			for k := range min(4, n-i) {
				y.cells[(i+k)*y.width+o] = s[k] + l.bias[o]
			}
		}
	}
	return y
}

// fourPlain is the dot product of a row of weights with four others.
func fourPlain(w, a, b, c, d []float32) [4]float32 {
	a, b, c, d = a[:len(w)], b[:len(w)], c[:len(w)], d[:len(w)]
	var s, t, u, v float32
	for i, x := range w {
		s += x * a[i]
		t += x * b[i]
		u += x * c[i]
		v += x * d[i]
	}
	return [4]float32{s, t, u, v}
}
