package quotes

// Vector is the meaning of a quote's words as a model has it (package meaning). Only vectors of one model compare.
type Vector struct {
	Quote  int64  // id of the quote
	Text   string // the words that it was made of
	Code   []byte // a signed byte for each part of the vector
	Sketch []byte // a bit for each part: its sign
}

// Sketched is the sketch of a quote's vector with those who may see the quote.
type Sketched struct {
	ID       int64 // newer sketches have higher ids
	Quote    int64
	Audience int64
	Sketch   []byte
}
