package quotes

// What is kept of one quote, in bytes. It keeps a single quote from filling an answer, and an exported line from growing
// beyond what package exchange reads.
const (
	MaxWords   = 100_000 // of its text
	MaxContext = 200_000 // of the paragraph around it
	MaxFact    = 10_000  // of everything else that is known of it, each
)
