// Package bot is the brain: a request comes in, a reply goes out. It knows neither Discord nor terminals; the mouths
// (bot/discord, bot/console and the command line) turn what people do into a Request and a Reply into what people see.
package bot

import (
	"context"
	"time"

	"quotebot/quotes"
)

// Act is what a request wants.
type Act string

// The acts.
const (
	Ask      Act = "ask"      // Text: a question
	Add      Act = "add"      // Text, Speaker, Date, URL: one quote, typed in
	From     Act = "from"     // URL, File or Text: a source to take quotes from
	Save     Act = "save"     // Message: a chat message to keep
	Random   Act = "random"   // Speaker: optional
	Show     Act = "show"     // Number
	Sample   Act = "sample"   // the operator: take in the sample library
	Complete Act = "complete" // Text: what has been typed; Field: of what
	Help     Act = "help"
)

// Asker is the person who wants something and the place where the person is.
type Asker struct {
	User     string // stable id; empty for the operator at the terminal
	Name     string // as people see it
	Guild    string // Discord guild; empty in a direct message and at the terminal
	Channel  string // where it is asked
	Operator bool   // the operator at the terminal: adds to the library and sees all of it
	Access   Access // which channels the person can read now; nil: only Channel
}

// Access tells which of the given channels the asker can read now.
type Access interface {
	Readable(ctx context.Context, channels []string) ([]string, error)
}

// File is a file that somebody handed in.
type File struct {
	Name        string
	ContentType string
	Data        []byte
}

// SavedMessage is a chat message to keep.
type SavedMessage struct {
	ID, Channel string
	Author      string // id
	AuthorName  string // as shown in that place at that time
	Text        string // exactly as written
	At          time.Time
	Link        string   // jump link
	Attachments []string // names of attached files, stickers and embeds' texts
}

// Request is one thing that somebody wants.
type Request struct {
	Act     Act
	Asker   Asker
	Now     time.Time
	Text    string
	Speaker string
	Date    string
	URL     string
	Field   string // for Complete: "speaker", "outlet" or "number"
	File    *File
	Message *SavedMessage
	Number  int64
	Filter  quotes.Filter
	Order   quotes.Order
	Limit   int  // how many answers; 0 means the usual number
	DryRun  bool // for From: look, do not store (the brain then needs no Store and no Finder)
	Explain bool // give the reasons for the order

	// What is known about a source in From; it wins over what the page says.
	Title, Publisher, Byline, Published string

	// Progress, when set, is told what is being done during long work, in the asker's words.
	Progress func(note string)
}

// Outcome is what a reply amounts to, for mouths that choose colour or exit status by it.
type Outcome string

// The outcomes.
const (
	Found   Outcome = "found"   // the first card is what was asked for
	Nearest Outcome = "nearest" // not there; the cards are the nearest ones
	Nothing Outcome = "nothing" // nothing to show
	Done    Outcome = "done"    // stored, or shown as asked
	Refused Outcome = "refused" // it can't be done; the note says why and what to try
	Failed  Outcome = "failed"  // our fault; the note has an id that is also in the log
)

// Card is one quote to show.
type Card struct {
	quotes.Citation
	Link          string        // opens the page at the words; empty without an address
	Before, After string        // the printed text around the words, from Context
	Matched       []quotes.Span // the words of Text that were asked for
	Score         float64
	Why           []quotes.Reason
	Already       bool // for From: was there before
}

// Choice is one completion: what to show and what to send.
type Choice struct{ Label, Value string }

// Reply is what a mouth shows. Notes are plain text: mouths do the escaping.
type Reply struct {
	Outcome  Outcome
	Verdict  string // for Ask: "found", "nearest" or "nothing"
	Note     string // a sentence or two in the asker's words; may be empty when the cards speak
	Cards    []Card
	Rejected []Marks  // for From: what was not taken
	Choices  []Choice // for Complete
	Private  bool     // only the asker may see it
	Empty    bool     // the asker can see no quote at all: mouths tell how to add the first

	// For From: what was read, and everything that was found in it.
	Article    quotes.Article
	Extraction quotes.Extraction
}

// Marks are words between marks that were not taken for a quote.
type Marks struct{ Words, Reason string }

// Handler answers requests. It never fails: what went wrong is in the reply, and in the log where it is our fault.
type Handler interface {
	Handle(ctx context.Context, r Request) Reply
}
