// Package bot is the brain: a request comes in, a reply goes out. It knows neither Discord nor terminals; the mouths
// (bot/discord, bot/console and the command line) turn what people do into a Request and a Reply into what people see.
package bot

import (
	"context"
	"time"

	"quotebot/bot/say"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
	"quotebot/quotes/watch"
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

	// Adding in two steps. From and Import with Review keep what they found as a draft and hand out its Token.
	Review Act = "review" // Token: a draft again, with what is chosen now
	Choose Act = "choose" // Token, Offset, Count, Chosen, Taken: of these entries of a draft, just these are to be kept
	Keep   Act = "keep"   // Token: stores what is chosen in a draft
	Cancel Act = "cancel" // Token: throws a draft away
	Undo   Act = "undo"   // Token (Reply.Undo), or Number for one of them: takes back what the asker has just added

	// Care for what is stored.
	Edit    Act = "edit"    // Number, Changes; with DryRun only says whether the asker may, and shows the quote
	Delete  Act = "delete"  // Number: into the trash
	Restore Act = "restore" // Number: out of the trash
	Trash   Act = "trash"   // what is in the trash
	History Act = "history" // Number: what was changed, when and by whom

	// Repair of who said it.
	People     Act = "people"      // Number: the people of its article, as Choices
	SetSpeaker Act = "set-speaker" // Number, Speaker (empty: nobody is named): the right one
	Carry      Act = "carry"       // Token (Reply.Carry): the same repair for the other quotes of that article
	Join       Act = "join"        // Token (Reply.Join): the messages that the asker has just saved become one quote
	NotQuote   Act = "not-quote"   // Number: these words are no quote; into the trash, and not taken from that page again
	Merge      Act = "merge"       // Speaker, Into: two names of one person
	Split      Act = "split"       // Speaker: undoes Merge

	// Looking round.
	List    Act = "list"    // Filter or Speaker, Order: pages of quotes
	Turn    Act = "turn"    // Token (Paging.Next, Paging.Prev): another page; only for whoever asked
	Context Act = "context" // Number: the quote with more of the printed text on both sides
	// What printings of one utterance tell.
	Check    Act = "check"    // Text, Speaker: whether the words stand in the library as they are remembered
	Timeline Act = "timeline" // Speaker, Text (a subject, may be empty): what was said about it, an utterance a line, by day
	Variants Act = "variants" // Number: every printing of a quote

	Stats Act = "stats" // Filter: numbers by speaker, outlet and month, with a picture of them, in Files

	// Files.
	Export Act = "export" // Field: "jsonl" or "csv"; everything that the asker may see, as Files of at most MaxFile bytes
	Import Act = "import" // File; Field: its format where the name does not tell. With Review a draft, else stored at once

	// The rights of people who are quoted, of the messages of a chat, and of those who add.
	PrivacyShow Act = "privacy-show"   // everything that is kept of the asker, as Files
	ForgetMe    Act = "forget-me"      // Sure: forgets what the asker said and who it was that added
	OptOut      Act = "opt-out"        // the asker's messages are not kept, and those that are stay hidden
	OptIn       Act = "opt-in"         // undoes OptOut
	Hide        Act = "hide"           // Number: hides a message of the asker's own from everybody else
	Unhide      Act = "unhide"         // Number: undoes Hide
	Edited      Act = "message-edit"   // Message: ID, Channel, At (of the change); its author has edited it
	Deleted     Act = "message-delete" // Message: ID and Channel, or IDs of several; it is gone

	// Settings of a guild, and the quote of the day.
	Settings  Act = "settings"   // Field, Text: sets one (an empty Text with Sure: back to the usual); no Field: lists all
	Due       Act = "due"        // mouths only: which quotes of the day are to be posted now, as Posts
	Daily     Act = "daily"      // mouths only: Asker.Guild, Asker.Channel, Field (Post.Field): the quote to post
	Guilds    Act = "guilds"     // mouths only: the guilds of which anything is kept, without those that the bot was taken out of
	GuildGone Act = "guild-gone" // mouths only: the bot was taken out of Asker.Guild
	GuildBack Act = "guild-back" // mouths only: the bot is in Asker.Guild
)

// Asker is the person who wants something and the place where the person is.
type Asker struct {
	User     string // stable id; empty for the operator at the terminal
	Name     string // as people see it
	Guild    string // Discord guild; empty in a direct message and at the terminal
	Channel  string // where it is asked
	Operator bool   // the operator at the terminal: adds to the library and sees all of it
	Access   Access // which channels the person can read now; nil: only Channel

	Roles   []string // ids of the person's roles in the guild
	Manager bool     // has Discord's right to manage the server or its messages
	Admin   bool     // has Discord's right to manage the server: may change settings
	UserApp bool     // the bot is the person's own app in a place where it is not installed: own quotes and library, answers for the asker alone
}

// Access tells which of the given channels the asker can read now.
type Access interface {
	Readable(ctx context.Context, channels []string) ([]string, error)
}

// Shared is what an Access may be, too: it gives those of the channels that everybody who reads the asker's place can
// read as well, so that quotes of them may be shown to all. Without it only quotes of the asker's own channel are.
type Shared interface {
	Shared(ctx context.Context, channels []string) ([]string, error)
}

// File is a file that somebody handed in, or that goes out with a reply.
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
	IDs         []string // for Deleted: several messages of Channel at once
	Bot         bool     // written by a bot or a webhook, so the author has no privacy settings of their own
}

// Changes are new values for an edit; nil leaves a field as it is.
type Changes struct {
	Text, Speaker, Date, URL *string
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
	Number  int64 // of a quote in the scope of the place; where it is 0, the reference in Text ("#12", "L12")
	Filter  quotes.Filter
	Order   quotes.Order
	Limit   int  // how many answers; 0 means the usual number
	DryRun  bool // for From: look, do not store (the brain then needs no Store and no Finder)
	Explain bool // give the reasons for the order

	Locale string // language of the asker's client, as Discord writes it ("de", "en-GB"); empty means English
	Token  string // what an earlier reply handed out: of a draft, an undo, a page, a repair
	Sure   bool   // the asker has confirmed (Reply.Confirm)

	Review    bool     // for From and Import: keep nothing yet, make a draft
	Offset    int      // for Choose: the first entry meant; for Ask: how many hits to pass over
	Count     int      // for Choose: how many entries are meant
	Chosen    []int    // for Choose: of these, the places (in Reply.Cards, from 0) to keep
	Taken     []int    // for Choose: places in Reply.Rejected to keep all the same; Offset and Count do not narrow them
	Changes   *Changes // for Edit
	SpeakerID string   // for Add: the speaker is this member of the chat, with the privacy settings of a message's author
	Into      string   // for Merge: the name that stays
	MaxFile   int64    // for Export and PrivacyShow: most bytes of a file; 0 means 8 MiB
	Picture   bool     // for Show: draw the quote as a picture, in Files

	// What is known about a source in From; it wins over what the page says.
	Title, Publisher, Byline, Published string

	tongue *say.Tongue // the language of Locale

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

	Source   *watch.Report // what re-reading the source has shown; nil when it was never read again
	Also     []Variant     // other printings of the same words
	Original []string      // why this printing, or the one of Also that is First, is taken for the original, where there are others
	Check    *Checked      // for Check: the remembered words laid against these

	Chosen   bool      // for drafts: is to be kept
	Editable bool      // the asker may edit and delete it (for Show, and for what was just added)
	Removed  time.Time // for Trash: since when it is in the trash
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

	Asked    string            // for Check: the words that were compared
	Timeline []utterance.Entry // for Timeline: an entry for each card

	Draft    string    // token of a draft: for Review, Choose, Keep and Cancel
	Undo     string    // token for Undo by whoever added this
	Join     string    // for Save: token for Join, when the message before was saved just now and is by the same person
	Carry    string    // token for Carry; Others says which quotes it would change
	Until    time.Time // until when Draft, Undo or what is in the trash can be used
	Over     bool      // for what comes with a token: nobody can use that token any more
	Confirm  bool      // nothing was done yet: the same request with Sure does what the note says
	Others   []Card    // for SetSpeaker: quotes of the same article with the same wrong speaker
	Paging   Paging
	Changes  []Change // for History, oldest first
	Import   *Imported
	Figures  *quotes.Figures // for Stats; at most ten speakers and outlets
	Files    []File
	Settings []Setting // for Settings
	Posts    []Post    // for Due
	Guilds   []string  // for Guilds
}

// Paging says where in a longer list the cards stand.
type Paging struct {
	First      int    // place of the first card, from 1; 0 when there are no pages
	Total      int64  // how many there are; 0 when that is not known
	Prev, Next string // tokens for Turn; empty where there is no such page
}

// Change is one entry of a quote's history.
type Change struct {
	quotes.Deed
	Note string // what was done, in the asker's words
}

// Imported tells what is in a file, and what became of it unless it is a draft.
type Imported struct {
	Format   string // in words: "NadekoBot YAML"
	Read     int    // quotes in it
	New      int    // of these not yet here
	Already  int    // of these here already
	Bad      int    // entries that can't be used
	Problems []Problem
	Unknown  []string // fields that are not used
}

// Problem is why one entry of a file can't be used.
type Problem struct {
	Line   int // or the entry's place in the file, from 1
	Reason string
}

// Setting is one setting of a guild.
type Setting struct {
	Name    string // for Request.Field
	Title   string // in the asker's words
	About   string
	Kind    SettingKind
	Value   string // as stored: ids of roles parted by blanks, a channel's id, "08:30", "Europe/Berlin", a choice
	Usual   string // its value when it is not set
	Choices []Choice
}

// SettingKind is what a setting takes.
type SettingKind string

// The kinds of setting.
const (
	SettingRoles   SettingKind = "roles"   // ids of roles, parted by blanks
	SettingChannel SettingKind = "channel" // id of a channel, or empty for none
	SettingTime    SettingKind = "time"    // "08:30"
	SettingZone    SettingKind = "zone"    // "Europe/Berlin"
	SettingChoice  SettingKind = "choice"  // one of Choices
)

// Post is one quote of the day that is to be posted now.
type Post struct{ Guild, Channel, Field string }

// Marks are words between marks that were not taken for a quote.
type Marks struct {
	Words, Reason string
	Chosen        bool // for drafts: is to be kept all the same
}

// Handler answers requests. It never fails: what went wrong is in the reply, and in the log where it is our fault.
type Handler interface {
	Handle(ctx context.Context, r Request) Reply
}
