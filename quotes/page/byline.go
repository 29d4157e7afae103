package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	byPrefix    = regexp.MustCompile(`(?i)^(?:(?:written|posted|reported|story|words|text)\s+)?(?:by|von|par)\b[:\s]+`)
	authorBreak = regexp.MustCompile(`(?i)\s*(?:[;|•·/]|\s&\s|\sand\s|\sund\s|\set\s|\swith\s|\n)\s*(?:by\s)?`)
	outletTail  = regexp.MustCompile(`(?i)\s+(?:of|for|at)\s+(?:the\s+)?`)
	listMark    = regexp.MustCompile(`,\s*`)
)

// roles are words that make an entry of a byline a description and not a name. Compared in lower case, word by word.
var roles = map[string]bool{"staff": true, "writer": true, "writers": true, "reporter": true, "reporters": true, "editor": true, "editors": true,
	"editorial": true, "correspondent": true, "correspondents": true, "columnist": true, "contributor": true, "contributors": true, "desk": true, "bureau": true,
	"newsroom": true, "team": true, "admin": true, "administrator": true, "webmaster": true, "agencies": true, "agency": true, "newspaper": true, "online": true,
	"redaktion": true, "unknown": true, "anonymous": true, "guest": true, "author": true, "authors": true, "published": true, "updated": true, "webdesk": true,
	"opinion": true, "critic": true, "network": true, "services": true, "service": true, "wire": true, "wires": true, "press": true, "magazine": true, "news": true,
	"analyst": true, "producer": true, "photographer": true, "freelance": true, "special": true, "read": true, "more": true, "view": true, "archive": true,
	"follow": true, "twitter": true, "email": true, "facebook": true, "null": true, "undefined": true, "none": true}

// readByline reads authors and agency from the places that name authors, best first. The byline is that of the first
// place that names a person; an agency counts wherever it stands. The outlet itself, addresses, handles and
// descriptions are no authors.
func readByline(places [][]string, publisher, host string) (byline []string, agency string) {
	for _, place := range places {
		var names []string
		for _, entry := range place {
			found, signed := readAuthors(entry)
			if agency == "" {
				agency = signed
			}
			for _, name := range found {
				outlet := publisher != "" && (squash(name) == squash(publisher) || squash("the"+name) == squash(publisher)) || spellsHost(name, host)
				if !outlet && !slices.Contains(names, name) && len(names) < maxAuthors {
					names = append(names, name)
				}
			}
		}
		if len(byline) == 0 {
			byline = names
		}
	}
	return byline, agency
}

// readAuthors reads one printed byline: "By Ann Example and Bob Sample, Associated Press".
func readAuthors(entry string) (names []string, agency string) {
	if len(entry) > 1000 || strings.Contains(entry, "<") || strings.Contains(entry, "{") {
		return nil, ""
	}
	entry = byPrefix.ReplaceAllString(oneLine(entry), "")
	agencies := knownAgencies()
	if whole := agencies.named(entry); whole != "" {
		return nil, whole
	}
	for _, part := range authorBreak.Split(entry, -1) {
		entries := listMark.Split(part, -1)
		for i, name := range entries {
			name = strings.Trim(byPrefix.ReplaceAllString(strings.TrimSpace(name), ""), " .,:;-–—|*")
			if signed := agencies.named(name); signed != "" {
				if agency == "" {
					agency = signed
				}
				continue
			}
			if at := outletTail.FindStringIndex(name); at != nil { // "Ann Example of The Associated Press"
				if signed := agencies.named(name[at[1]:]); signed != "" && agency == "" {
					agency = signed
				}
				name = name[:at[0]]
			}
			if open := strings.IndexByte(name, '('); open > 0 { // "Ann Example (AP)"
				if signed := agencies.named(name[open:]); signed != "" && agency == "" {
					agency = signed
				}
				name = strings.TrimSpace(name[:open])
			}
			name = cutTail(name)
			// After a comma, a single word is a place or an outlet: "Ann Example, London".
			if isName(name) && (i == 0 && len(entries) == 1 || strings.Contains(name, " ")) {
				names = append(names, name)
			}
		}
	}
	return names, agency
}

// What runs on behind a name in a byline: a day, or another sentence.
var (
	dayTail      = regexp.MustCompile(`(?i)\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:` + monthWords + `)\.?\s+\d)`)
	sentenceTail = regexp.MustCompile(`\p{Ll}{3}\.\s`)
)

func cutTail(name string) string {
	if at := dayTail.FindStringIndex(name); at != nil {
		name = name[:at[0]]
	}
	if at := sentenceTail.FindStringIndex(name); at != nil {
		name = name[:at[1]-len(". ")]
	}
	return name
}

// particles are the parts of names that are printed in small letters.
var particles = map[string]bool{"van": true, "von": true, "der": true, "den": true, "de": true, "del": true, "della": true, "di": true, "da": true, "dos": true,
	"du": true, "la": true, "le": true, "el": true, "al": true, "bin": true, "bint": true, "ibn": true, "ben": true, "ter": true, "ten": true, "zu": true, "y": true, "e": true}

// isName says whether an entry of a byline can be the name of a person: a few words that begin with letters, at least
// one of them a capital, and nothing that only descriptions, handles and addresses have.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > maxName || isAddress(s) || strings.ContainsAny(s, "@#0123456789_/:?!=") {
		return false
	}
	if strings.EqualFold(words[0], "the") {
		return false
	}
	capital := false
	for _, w := range words {
		if roles[strings.ToLower(strings.Trim(w, ".,'’"))] {
			return false
		}
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’\"“‘("))
		switch {
		case !unicode.IsLower(first):
			capital = true
		case !particles[w] && !strings.Contains(w, "-") && !strings.Contains(w, "’") && !strings.Contains(w, "'"): // al-Masri, d’Arcy
			return false
		}
	}
	return capital
}

// isAddress says whether s is a web address or a host instead of a name.
func isAddress(s string) bool {
	l := strings.ToLower(s)
	return strings.Contains(l, "://") || strings.HasPrefix(l, "www.") || !strings.Contains(l, " ") && strings.Contains(l, "/")
}
