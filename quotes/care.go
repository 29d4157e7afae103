package quotes

import "time"

// Edit is new values for stored quotes; nil leaves a field as it is.
type Edit struct {
	Text    *string
	Speaker *Speaker // its Aliases are not used
	Said    *Date
	URL     *string
}

// Deed is one thing that was done to a stored quote, for its history.
type Deed struct {
	At     time.Time
	By     string // id of the person; empty for the operator, for the program itself and for people who were forgotten
	What   What
	Fields []FieldChange // what it changed; empty when the words were forgotten since
}

// FieldChange is one field before and after a deed.
type FieldChange struct{ Field, Before, After string }

// What tells deeds apart.
type What string

// The deeds.
const (
	WasAdded      What = "added"
	WasEdited     What = "edited"
	SpeakerSet    What = "speaker"        // the attribution was repaired
	WasMerged     What = "merged"         // the speaker's name became another one of the same person
	WasSplit      What = "split"          // and was parted from it again
	WasTrashed    What = "trashed"        // put into the trash
	WasRestored   What = "restored"       // taken out of the trash
	WasHidden     What = "hidden"         // by the person who said it
	WasShown      What = "shown"          // not hidden any more
	WasForgotten  What = "forgotten"      // the words are gone for good
	MessageEdited What = "message edited" // the chat message that it was saved from
	MessageGone   What = "message deleted"
)

// State is where a quote is that is not among the quotes any more.
type State string

// The states of a removed quote. A number is never given again, whatever the state.
const (
	Trashed   State = "trash"     // can be restored for a while
	Hidden    State = "hidden"    // by the person who said it, who can show it again
	Forgotten State = "forgotten" // only the number is left
)

// Cause is why a quote was removed, where that makes a difference.
type Cause string

// The causes of a removal.
const (
	ByHand        Cause = ""
	NoQuote       Cause = "not a quote"    // its words are not taken from that page again
	ByOptOut      Cause = "opt-out"        // comes back when its speaker opts in
	OfMessage     Cause = "message"        // the chat message was edited or deleted
	OfUndo        Cause = "undo"           // whoever added it took it back
	BySpeaker     Cause = "speaker"        // the person who said it
	TrashWasFull  Cause = "trash emptied"  // its time in the trash was over
	OnForgetting  Cause = "forgotten user" // the person who said it was forgotten
	PrivateErased Cause = "private"        // it was the own quote of a person who was forgotten
)

// Removal is what is known of a removed quote.
type Removal struct {
	Number   int64
	State    State
	Cause    Cause
	By       string // id of whoever removed it
	At       time.Time
	Citation Citation // as it was; only its Scope and Number when it is forgotten
	Whole    int64    // number of the quote that it was joined into; 0: none
}

// Slip is something that a reply has handed a token out for: a draft, an undo, a page of a list.
type Slip struct {
	Token string
	Kind  string
	Owner string // id of whoever may use it
	Scope Scope
	Until time.Time // after which it is gone
	Body  []byte
}

// PersonalData is what is kept about one person of a chat.
type PersonalData struct {
	Said     []Citation // what the person said and everybody may find
	Removed  []Removal  // what the person said that is hidden or in a trash
	Added    []Added    // quotes that the person added: Scope, Number and AddedAt of each, nothing of the words
	OptedOut time.Time  // since when nothing of the person may be kept; zero: it may
	Deeds    int64      // entries of histories that name the person
}

// Figures are numbers about the quotes that a view allows.
type Figures struct {
	Quotes   int64
	Undated  int64
	Unnamed  int64    // without a speaker
	Speakers []Figure // most quotes first
	Outlets  []Figure // most quotes first
	Months   []Figure // by month said or else printed, "2024-03", oldest first; only months with quotes
}

// Figure is one line of Figures.
type Figure struct {
	Name  string
	Count int64
}
