package quotes

import (
	"fmt"
	"strings"
	"time"
)

// Scope says whose quote it is: the operator's library, one guild's, or one person's own.
type Scope string

// Library is the scope that the operator fills and that everybody may read.
const Library Scope = "library"

// GuildScope is the scope of one Discord guild.
func GuildScope(guild string) Scope { return Scope("guild:" + guild) }

// PrivateScope is the scope of one person.
func PrivateScope(user string) Scope { return Scope("private:" + user) }

// Valid reports whether the scope has one of the three forms.
func (s Scope) Valid() error {
	kind, id, _ := strings.Cut(string(s), ":")
	if s == Library || (kind == "guild" || kind == "private") && id != "" && !strings.Contains(id, ":") {
		return nil
	}
	return fmt.Errorf("quotes: %q is no scope", string(s))
}

// View says what an asker may see. The zero value sees nothing.
type View struct {
	Scopes   []Scope  // whose quotes
	Channels []string // chat channels that the asker can read now: quotes of other channels stay hidden
	All      bool     // the operator at the terminal: quotes of every channel of these scopes
}

// Citation is a stored quote with everything that an answer shows of it.
type Citation struct {
	ID     int64 // key in the database, unique over all scopes
	Number int64 // in its scope; stable, never reused
	Scope  Scope

	Text     string   // the words, segments joined with Ellipsis
	Segments []string // each segment as printed; nil when the text is one piece
	Kind     Kind
	Context  string // the paragraph or paragraphs that the quote stands in
	Language string

	Speaker     string // fullest form of the name; empty when nobody is named
	SpeakerKind SpeakerKind
	SpeakerID   string   // id of the person in the chat who wrote a saved message; else empty
	Aliases     []string // other printed forms of the speaker's name in this scope, sorted
	Mention     string   // the name as printed where the quote stands
	Role        string   // as printed
	Via         string   // who passed the words on
	Cue         string
	Rule        string
	Confidence  float64 // 0 when it was not worked out by us

	Said      Date
	Published Date
	Updated   Date

	Title     string
	Publisher string
	Agency    string
	Byline    string
	URL       string // of the article, or of the chat message (jump link)

	Channel string // chat channel that it was saved from; empty for articles
	Message string // chat message that it was saved from
	AddedBy string // id of the person who added it; empty for the operator
	AddedAt time.Time

	EditedAt time.Time // when a person last changed it here; zero: never
	Original Original  // what became of the chat message that it was saved from
}

// Original is what became of a saved chat message; empty while nothing is known to have changed.
type Original string

// What may become of a saved chat message. The quote keeps its words in both cases.
const (
	OriginalEdited  Original = "edited"
	OriginalDeleted Original = "deleted"
)

// Host is the host of the citation's address without "www.", or empty.
func (c Citation) Host() string { return HostOf(c.URL) }

// Reason is one thing that made a hit score, in words for people, with its points.
type Reason struct {
	Rule   string
	Points float64
}

// Hit is a citation as the answer to a question.
type Hit struct {
	Citation
	Score   float64
	Matched []Span // the words of Text that the question asked for
	Why     []Reason
}

// Filter narrows a search, a listing or a random pick. Zero fields do not narrow.
type Filter struct {
	Speaker string // name as a person would type it
	Outlet  string // publisher's name
	Host    string // of the source's address
	From    Date   // said (or, when that is not known, published) on or after
	Until   Date   // said (or published) on or before
	Kind    Kind
	Channel string
	Once    bool // of the printings of one utterance only the original
}

// Order is how a listing is sorted.
type Order string

// The orders of a listing. Ties are broken by id, so that pages are stable.
const (
	ByRelevance Order = "relevance"
	BySaid      Order = "said"
	ByAdded     Order = "added"
)

// Adder is who adds something, and when.
type Adder struct {
	ID string // of the person; empty for the operator
	At time.Time
}

// Added is one quote after adding: as it is stored, and whether it was there before.
type Added struct {
	Citation
	Already bool
}
