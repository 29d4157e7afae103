package extract

// cueStrength tells how well a token reports speech.
type cueStrength uint8

const (
	noCue cueStrength = iota
	mediumStrength
	strongStrength
)

// findCues marks the reporting verbs of the text.
func (d *document) findCues() {
	for s := range d.sents {
		x := d.sents[s]
		for i := x.first; i < x.end; i++ {
			t := &d.tokens[i]
			if t.class&cue == 0 || t.kind != wordToken {
				continue
			}
			if m := t.mention; m >= 0 && d.mentions[m].kind != pronounMention {
				continue
			}
			if !d.readsAsVerb(i, x.first) {
				continue
			}
			t.cue = mediumStrength
			if t.class&strongCue != 0 {
				t.cue = strongStrength
			}
		}
	}
}

// readsAsVerb says whether a reporting word is a verb where it stands, not a noun.
func (d *document) readsAsVerb(i, first int) bool {
	t := &d.tokens[i]
	prev := class(0)
	prevKind := signToken
	if i > first {
		prev, prevKind = d.tokens[i-1].class, d.tokens[i-1].kind
	}
	if i > first && prevKind == wordToken {
		if prev&(determiner|ofWord) != 0 && prev&(thatWord|subject|auxiliary) == 0 {
			return false
		}
		if d.possessiveSign(i-1) && t.class&nounForm != 0 {
			return false
		}
	}
	if t.class&nounForm == 0 && (t.class&strongCue != 0 || t.class&(baseForm|thirdForm) != baseForm) || t.class&(pastForm|gerundForm) != 0 {
		return true
	}
	if t.class&thirdForm != 0 {
		// "claims" after a name or pronoun is a verb; after anything else, a noun.
		return i > first && (prev&(subject|relative|adverb) != 0 || d.tokens[i-1].mention >= 0) && prev&(nationality|preposition) == 0
	}
	if i == first || prevKind != wordToken {
		return false
	}
	return prev&(subject|auxiliary|toWord|relative) != 0 || d.tokens[i-1].mention >= 0 && d.mentions[d.tokens[i-1].mention].plural
}
