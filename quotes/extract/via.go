package extract

// findVia notes who passed the words on: "Roe said Quill told her ...", or a paper behind "according to" when the speaker
// stands elsewhere in the sentence.
func (d *document) findVia() {
	for g := range d.segments {
		seg := &d.segments[g]
		s := &seg.source
		if seg.reject != "" || seg.token < 0 || s.mention < 0 || s.order || seg.block {
			continue
		}
		sent := int(d.tokens[seg.token].sent)
		if d.mentions[s.mention].sent != sent {
			continue
		}
		x := d.sents[sent]
		f := d.mentions[s.mention].first
		k := f - 1
		if k > x.first && d.tokens[k].class&thatWord != 0 {
			k--
		}
		if k > x.first && d.tokens[k].cue == strongStrength && d.tokens[k].class&(pastForm|thirdForm) != 0 && k != s.cue && s.cue > f {
			if m := d.subjectOf(k, x); m >= 0 && m != s.mention {
				s.via = m
				continue
			}
		}
		for i := max(x.first, seg.token-clauseTokens); i < min(x.end, seg.token+clauseTokens); i++ {
			d.looks++
			if d.tokens[i].class&sourcePhrase == 0 || i == s.cue {
				continue
			}
			if m, _ := d.according(i, x.end); m >= 0 && m != s.mention {
				s.via = m
				break
			}
		}
	}
}
