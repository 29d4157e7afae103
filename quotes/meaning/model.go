// Package meaning turns words into vectors that lie close together when the words mean nearly the same. It reads the
// published files of a small sentence encoder (Universal Sentence Encoder lite, English, Apache 2.0) from a directory and
// computes with them in plain Go: pieces of words, two layers of attention, their mean. docs/search.md tells what it is
// used for and what it finds; everything of quotebot works without it.
package meaning

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostPieces is how many pieces of a text the encoder looks at; what follows is not read.
const mostPieces = 128

// heads is how many ways of paying attention a layer has.
const heads = 4

// Model is an encoder with its weights. It is never changed and safe for use by several goroutines.
type Model struct {
	version  string
	vocab    vocabulary
	pieces   matrix // a row for each piece
	timing   []float32
	widen    linear // from the width of pieces to that of the layers
	layers   [2]layer
	last     linear
	position [][]float32 // what the place of a piece adds to it
}

// layer is one step of attention and one of recombination.
type layer struct {
	before, between normal
	query           linear // query, key and value in one
	out             linear
	up, down        linear
}

// linear multiplies by a matrix and adds a bias. Weights are kept by output, so that one output is a dot product.
type linear struct {
	weights matrix
	bias    []float32
}

// normal brings a vector to mean 0 and deviation 1, then scales and moves it.
type normal struct{ scale, bias []float32 }

// matrix has rows of equal width one after another.
type matrix struct {
	width int
	cells []float32
}

func (m matrix) rows() int           { return len(m.cells) / m.width }
func (m matrix) row(i int) []float32 { return m.cells[i*m.width : (i+1)*m.width] }

// manifest is the part of model.json that says what lies where in the files of weights.
type manifest struct {
	Groups []struct {
		Paths   []string
		Weights []struct {
			Name  string
			Shape []int
			Dtype string
		}
	} `json:"weightsManifest"`
}

// Load reads model.json, the files of weights that it names and vocab.json from a directory. It fails when a file is
// missing or has another size than model.json says.
func Load(dir string) (*Model, error) {
	m, err := load(dir)
	if err != nil {
		return nil, fmt.Errorf("load the model in %s: %w", dir, err)
	}
	return m, nil
}

func load(dir string) (*Model, error) {
	description, err := os.ReadFile(filepath.Join(dir, "model.json"))
	if err != nil {
		return nil, err
	}
	words, err := os.ReadFile(filepath.Join(dir, "vocab.json"))
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	hash.Write([]byte("plain 1\n")) // what plain does to texts: with another number old vectors are made anew
	hash.Write(description)
	hash.Write(words)
	var all manifest
	if err := json.Unmarshal(description, &all); err != nil {
		return nil, fmt.Errorf("read model.json: %w", err)
	}
	w := weights{}
	for _, g := range all.Groups {
		var data bytes.Buffer
		for _, path := range g.Paths {
			if !filepath.IsLocal(path) {
				return nil, fmt.Errorf("model.json names a file outside of the directory: %q", path)
			}
			part, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				return nil, err
			}
			data.Write(part)
		}
		hash.Write(data.Bytes())
		rest := data.Bytes()
		for _, t := range g.Weights {
			n := 1
			for _, side := range t.Shape {
				if side < 0 || side > 1<<24 || n > 1<<26 {
					return nil, fmt.Errorf("%s has no possible size", t.Name)
				}
				n *= side
			}
			if 4*n > len(rest) {
				return nil, errors.New("the files of weights are too short: fetch them again")
			}
			if t.Dtype == "float32" {
				w[t.Name] = tensor{t.Shape, floats(rest[:4*n])}
			}
			rest = rest[4*n:]
		}
		if len(rest) > 0 {
			return nil, errors.New("the files of weights are too long: fetch them again")
		}
	}
	m := &Model{version: hex.EncodeToString(hash.Sum(nil))[:16]}
	if m.vocab, err = readVocabulary(words); err != nil {
		return nil, err
	}
	if err := m.take(w); err != nil {
		return nil, err
	}
	return m, nil
}

func floats(data []byte) []float32 {
	list := make([]float32, len(data)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return list
}

// weights are the tensors of a model by their names.
type weights map[string]tensor

type tensor struct {
	shape []int
	cells []float32
}

// find gives the tensor whose name has all these parts.
func (w weights) find(parts ...string) (tensor, error) {
	var names []string
	for name := range w {
		if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(name, p) }) {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return tensor{}, fmt.Errorf("the files are of another model: %d tensors are called %s", len(names), strings.Join(parts, " … "))
	}
	return w[names[0]], nil
}

// taker takes tensors out of weights and remembers what went wrong first.
type taker struct {
	weights weights
	err     error
}

// vector takes a tensor of the given length.
func (t *taker) vector(length int, parts ...string) []float32 {
	x, err := t.weights.find(parts...)
	if err == nil && len(x.cells) != length {
		err = fmt.Errorf("the files are of another model: %s has the size %d, not %d", strings.Join(parts, " … "), len(x.cells), length)
	}
	if t.err == nil {
		t.err = err
	}
	return x.cells
}

// linear takes a matrix of in rows and out columns and its bias, and turns the matrix.
func (t *taker) linear(in, out int, kernel, bias []string) linear {
	cells := t.vector(in*out, kernel...)
	l := linear{weights: matrix{width: in}, bias: t.vector(out, bias...)}
	if t.err != nil {
		return linear{}
	}
	l.weights.cells = make([]float32, in*out)
	for i := range in {
		for o := range out {
			l.weights.cells[o*in+i] = cells[i*out+o]
		}
	}
	return l
}

// take puts the tensors where they belong. All widths follow from four of them.
func (m *Model) take(w weights) error {
	t := &taker{weights: w}
	pieces, err := w.find("Embeddings_en")
	if err != nil {
		return err
	}
	wide, err := w.find("dense/bias")
	if err != nil {
		return err
	}
	inner, err := w.find("Encode/Layer_0/", "FFN/conv1/bias")
	if err != nil {
		return err
	}
	out, err := w.find("tanh_layer_0/bias")
	if err != nil {
		return err
	}
	width, narrow := len(wide.cells), 0
	if len(pieces.shape) == 2 {
		narrow = pieces.shape[1]
	}
	if narrow == 0 || narrow%(2*heads) != 0 || width == 0 || width%heads != 0 || len(pieces.cells)/narrow < m.vocab.size {
		return errors.New("the files are of another model: the sizes of pieces and layers do not fit")
	}
	m.pieces = matrix{narrow, pieces.cells}
	m.timing = t.vector(narrow/2, "TimingSignal")
	m.widen = t.linear(narrow, width, []string{"dense/kernel"}, []string{"dense/bias"})
	for i := range m.layers {
		in := width
		if i == 0 {
			in = narrow
		}
		name := fmt.Sprintf("Encode/Layer_%d/TransformerLayer/", i)
		stack := fmt.Sprintf("TransformerStack/Layer_%d/TransformerLayer/", i)
		m.layers[i] = layer{
			before:  normal{t.vector(in, name+"layer_prepostprocess", "norm_scale"), t.vector(in, name+"layer_prepostprocess", "norm_bias")},
			between: normal{t.vector(width, name+"FFN/layer_prepostprocess", "norm_scale"), t.vector(width, name+"FFN/layer_prepostprocess", "norm_bias")},
			query:   t.linear(in, 3*in, []string{name, "qkv_transform_single/kernel"}, []string{name, "qkv_transform_single/bias"}),
			out:     t.linear(in, width, []string{name, "output_transform_single/kernel"}, []string{name, "output_transform_single/bias"}),
			up:      t.linear(width, len(inner.cells), []string{stack + "FFN/conv1/Tensordot/Reshape_1"}, []string{name + "FFN/conv1/bias"}),
			down:    t.linear(len(inner.cells), width, []string{stack + "FFN/conv2/Tensordot/Reshape_1"}, []string{name + "FFN/conv2/bias"}),
		}
	}
	m.last = t.linear(width, len(out.cells), []string{"tanh_layer_0/weights"}, []string{"tanh_layer_0/bias"})
	if t.err != nil {
		return t.err
	}
	m.position = positions(m.timing)
	return nil
}

// Version names the files that a model was read from and what is done to texts before: the beginning of a SHA-256.
// Vectors of two versions cannot be compared.
func (m *Model) Version() string { return m.version }
