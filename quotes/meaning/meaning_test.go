package meaning

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// realModel is where `make model` puts the model.
const realModel = "../../model"

// TestReference compares pieces and vectors with what the model's own library gives for the same texts
// (testdata/reference.json has the first 64 parts of each vector).
func TestReference(t *testing.T) {
	if _, err := os.Stat(filepath.Join(realModel, "model.json")); err != nil {
		t.Skip("the model is not here: make model")
	}
	m, err := Load(realModel)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Text   string
		Pieces []int
		Vector []float32
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, ref := range list {
		if diff := cmp.Diff(ref.Pieces, m.vocab.cut(ref.Text, mostPieces)); diff != "" {
			t.Errorf("%q: pieces (-reference +ours)\n%s", ref.Text, diff)
		}
		v := m.vector(ref.Text)
		for i, want := range ref.Vector {
			if math.Abs(float64(v[i]-want)) > 2e-5 {
				t.Fatalf("%q: part %d is %v, in the reference %v", ref.Text, i, v[i], want)
			}
		}
	}
}

// tiny writes the files of a small model with random weights: 20 pieces of width 8, layers of width 16.
func tiny(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	vocabulary := `[["�",0],["<s>",0],["</s>",0],["x1",0],["x2",0],["x3",0],["▁a",-1],["▁the",-2],["ice",-3],["a",-4],["b",-4],["▁",-2],[":",null],["▁b",-3],["c",-4],["i",-5],["t",-5],["h",-5],["e",-5],["xy",-3]]`
	const narrow, wide, inner, out = 8, 16, 24, 32
	const model = "apply/Encoder_en/KonaTransformer/Encode/"
	type weight struct {
		Name  string `json:"name"`
		Shape []int  `json:"shape"`
		Dtype string `json:"dtype"`
	}
	list := []weight{
		{"module/Embeddings_en", []int{20, narrow}, "float32"},
		{model + "TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", []int{1, narrow / 2}, "float32"},
		{model + "Layer_0/TransformerLayer/dense/kernel/concat", []int{narrow, wide}, "float32"},
		{model + "Layer_0/TransformerLayer/dense/bias/concat", []int{wide}, "float32"},
		{"module/hidden_layers/tanh_layer_0/weights", []int{wide, out}, "float32"},
		{"module/hidden_layers/tanh_layer_0/bias", []int{out}, "float32"},
		{model + "Const", []int{2}, "int32"},
	}
	for i, in := range []int{narrow, wide} {
		name := fmt.Sprintf("%sLayer_%d/TransformerLayer/", model, i)
		stack := fmt.Sprintf("%sTransformerStack/Layer_%d/TransformerLayer/", model, i)
		list = append(list,
			weight{name + "layer_prepostprocess/layer_norm/layer_norm_scale/concat", []int{in}, "float32"},
			weight{name + "layer_prepostprocess/layer_norm/layer_norm_bias/concat", []int{in}, "float32"},
			weight{name + "FFN/layer_prepostprocess/layer_norm/layer_norm_scale/concat", []int{wide}, "float32"},
			weight{name + "FFN/layer_prepostprocess/layer_norm/layer_norm_bias/concat", []int{wide}, "float32"},
			weight{name + "MultiheadAttention/qkv_transform_single/kernel/part_0", []int{1, 1, in, 3 * in}, "float32"},
			weight{name + "MultiheadAttention/qkv_transform_single/bias/concat", []int{3 * in}, "float32"},
			weight{name + "MultiheadAttention/output_transform_single/kernel/part_0", []int{1, 1, in, wide}, "float32"},
			weight{name + "MultiheadAttention/output_transform_single/bias/concat", []int{wide}, "float32"},
			weight{stack + "FFN/conv1/Tensordot/Reshape_1", []int{wide, inner}, "float32"},
			weight{name + "FFN/conv1/bias/concat", []int{inner}, "float32"},
			weight{stack + "FFN/conv2/Tensordot/Reshape_1", []int{inner, wide}, "float32"},
			weight{name + "FFN/conv2/bias/concat", []int{wide}, "float32"},
		)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var data bytes.Buffer
	for _, w := range list {
		n := 1
		for _, side := range w.Shape {
			n *= side
		}
		for range n {
			_ = binary.Write(&data, binary.LittleEndian, float32(random.NormFloat64()/3)) // a buffer takes everything
		}
	}
	description, err := json.Marshal(map[string]any{"weightsManifest": []any{map[string]any{"paths": []string{"one", "two"}, "weights": list}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"vocab.json": []byte(vocabulary), "model.json": description, "one": data.Next(100), "two": data.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestVector(t *testing.T) {
	m, err := Load(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Vector(""); got != nil {
		t.Errorf("nothing has the meaning %v", got)
	}
	for _, text := range []string{"a", "the ice", "the ice a b c ice", "\x00\xff", strings.Repeat("ice ", 300), "日本語"} {
		v := m.Vector(text)
		if len(v) != 32 || math.Abs(float64(dot(v, v))-1) > 1e-5 {
			t.Errorf("%.20q: a vector of %d parts and length %v", text, len(v), dot(v, v))
		}
		if diff := cmp.Diff(v, m.Vector(text)); diff != "" {
			t.Errorf("%.20q: another vector the second time\n%s", text, diff)
		}
	}
	if a, b := m.Vector("a ice"), m.Vector("ice a"); dot(a, b) > .9999 {
		t.Error("the order of words makes no difference")
	}
}

func TestCut(t *testing.T) {
	m, err := Load(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		want       []int
	}{
		{"the longest likely pieces", "the ice", []int{7, 11, 8}},
		{"unknown letters in a row are one piece", "a qzk", []int{6, 11, 0}},
		{"a piece without a score", "a:", []int{6, 12}},
		{"compatible letters are the same", "ａ", []int{6}},
	} {
		if diff := cmp.Diff(c.want, m.vocab.cut(c.text, mostPieces)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, file, want string
		spoil            func([]byte) []byte
	}{
		{"weights too short", "two", "too short", func(b []byte) []byte { return b[:len(b)-4] }},
		{"weights too long", "two", "too long", func(b []byte) []byte { return append(b, 0, 0, 0, 0) }},
		{"another model", "model.json", "another model", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("tanh_layer"), []byte("relu_layer")) }},
		{"a file outside", "model.json", "outside", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"one"`), []byte(`"../one"`)) }},
		{"no vocabulary", "vocab.json", "vocabulary", func([]byte) []byte { return []byte("[]") }},
		{"a vocabulary of other pieces", "vocab.json", "do not fit", func(b []byte) []byte {
			return append(bytes.TrimSuffix(b, []byte("]")), []byte(`,["z",-1]]`)...)
		}},
		{"no JSON", "model.json", "read model.json", func([]byte) []byte { return []byte("<html>") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := tiny(t)
			path := filepath.Join(dir, c.file)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, c.spoil(b), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("an empty directory was taken for a model")
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"capitals, marks and cuts", "“The mill … isn’t ours,”", "the mill isn't ours."},
		{"a question stays one", "Whose mill?", "whose mill?"},
		{"nothing", "“…”", ""},
	} {
		if got := plain(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFour compares the fast way with the plain one.
func TestFour(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 7, 8, 9, 64, 512} {
		var rows [5][]float32
		for i := range rows {
			for range n {
				rows[i] = append(rows[i], float32(random.NormFloat64()))
			}
		}
		fast, plain := four(rows[0], rows[1], rows[2], rows[3], rows[4]), fourPlain(rows[0], rows[1], rows[2], rows[3], rows[4])
		for i := range fast {
			if math.Abs(float64(fast[i]-plain[i])) > 1e-4 {
				t.Errorf("%d weights: %v, plainly %v", n, fast, plain)
			}
		}
	}
}

func TestCode(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	vector := func() []float32 {
		v := make([]float32, 512)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		return v
	}
	a, b := vector(), vector()
	if got := Encode(a).Cosine(a); got < .999 {
		t.Errorf("a vector and its code: cosine %v", got)
	}
	exact := float64(dot(a, b)) / math.Sqrt(float64(dot(a, a))*float64(dot(b, b)))
	if got := Encode(a).Cosine(b); math.Abs(got-exact) > .01 {
		t.Errorf("cosine %v, exactly %v", got, exact)
	}
	s := SketchOf(a)
	if back, ok := ReadSketch(s.Bytes()); !ok || back != s {
		t.Error("a sketch is another one when it is read back")
	}
	opposite := make([]float32, len(a))
	for i, v := range a {
		opposite[i] = -v
	}
	if s.Apart(s) != 0 || s.Apart(SketchOf(opposite)) != 512 {
		t.Errorf("apart %d and %d, not 0 and 512", s.Apart(s), s.Apart(SketchOf(opposite)))
	}
	if n := Encode(a).Sketch().Apart(s); n > 8 { // parts that are rounded to 0 lose their sign
		t.Errorf("the sketch of a code differs in %d bits", n)
	}
	if len(Encode(make([]float32, 4))) != 0 || (Code{1}).Cosine(a) != 0 {
		t.Error("what has no direction has one")
	}
}

// FuzzVector holds that any text has a vector of length 1, or none at all.
func FuzzVector(f *testing.F) {
	for _, s := range []string{"the ice", "a: b", "", "\u0301\u0301", "\xff", "▁▁"} {
		f.Add(s)
	}
	m, err := Load(tiny(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := m.Vector(text)
		if v != nil && math.Abs(float64(dot(v, v))-1) > 1e-4 {
			t.Errorf("%q: a vector of %d parts and length %v", text, len(v), dot(v, v))
		}
	})
}
