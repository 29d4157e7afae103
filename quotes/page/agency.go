package page

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed data/agencies.txt
var agencyList string

// agencies knows the news agencies: every form of a name, and their own hosts.
type agencies struct {
	byForm map[string]string
	byHost map[string]string
}

// knownAgencies reads the list that is built in, once.
var knownAgencies = sync.OnceValue(func() agencies {
	a := agencies{byForm: map[string]string{}, byHost: map[string]string{}}
	for line := range strings.Lines(agencyList) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "|")
		name := strings.TrimSpace(cells[0])
		a.byForm[name] = name
		for _, form := range strings.Split(cells[1], ",") {
			a.byForm[strings.TrimSpace(form)] = name
		}
		for _, host := range strings.Split(cells[2], ",") {
			a.byHost[strings.TrimSpace(host)] = name
		}
	}
	return a
})

// named gives the agency that s names, whole, or the empty string.
func (a agencies) named(s string) string {
	s = strings.Trim(s, " \t\u00a0.,;:()[]/©—–-")
	if name, ok := a.byForm[s]; ok {
		return name
	}
	return a.byForm[strings.TrimPrefix(strings.TrimPrefix(s, "The "), "the ")]
}

// atHost gives the agency whose own site the host belongs to, or the empty string.
func (a agencies) atHost(host string) string {
	for host != "" {
		if name, ok := a.byHost[host]; ok {
			return name
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return ""
}

// creditForms are the ways in which a line of its own at the end of a report names the agency; the first group holds the name.
var creditForms = []*regexp.Regexp{
	regexp.MustCompile(`^[(\[]?(?:Source|Quelle|Credit|Via|With inputs from|Agency|Agencies)[:\s]\s*([^()]{2,40}?)[)\].]*$`),
	regexp.MustCompile(`^(?:[-–—]+|©)\s*(?:\d{4}\s+)?([^()]{2,40}?)\.?$`),
	regexp.MustCompile(`^[(\[/]([^()]{2,40})[)\]/]\.?$`),
	regexp.MustCompile(`^(?:Copyright|©)\s*(?:©|\([cC]\))?\s*(?:\d{4})?,?\s*(?:by\s+)?([^.]{2,40}?)(?:\.|,| All rights| - ).{0,120}$`),
	regexp.MustCompile(`^(The Associated Press|Associated Press|AP|Reuters|AFP|Bloomberg) (?:[Ww]riters?|[Jj]ournalists?|[Rr]eporters?|[Vv]ideojournalists?) .{3,300} contributed(?: to this report)?\.?$`),
}

// endCredit finds a credit that closes a paragraph: "... he said. (Reuters)" or "... he said. — AFP".
var endCredit = regexp.MustCompile(`[.!?"”’»]\s*(?:[(\[/]([^()\[\]]{2,40})[)\]/]|[-–—]+\s*([A-Z][A-Za-z ]{1,30}))\.?$`)

// reutersDesk is the line that ends a report of Reuters.
var reutersDesk = regexp.MustCompile(`^\(?(?:Additional r|R)eporting by .{3,400}[;,.] ?(?:[Ww]riting|[Ee]diting) by `)

// credited looks for an agency's credit in the last lines of a report, last line first.
func (a agencies) credited(lines []string) string {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-4; i-- {
		line := strings.TrimSpace(lines[i])
		if len(line) > 500 {
			line = line[len(line)-60:]
		}
		if reutersDesk.MatchString(line) {
			return "Reuters"
		}
		for _, form := range creditForms {
			if m := form.FindStringSubmatch(line); m != nil {
				if name := a.namedFirst(m[1]); name != "" {
					return name
				}
			}
		}
		if m := endCredit.FindStringSubmatch(line); m != nil {
			if name := a.namedFirst(m[1] + m[2]); name != "" {
				return name
			}
		}
	}
	return ""
}

// namedFirst is named, and for lists ("AFP/Reuters", "Reuters, AP") gives the first agency in them.
func (a agencies) namedFirst(s string) string {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == ',' || r == '&' || r == ';' }) {
		if name := a.named(part); name != "" {
			return name
		}
	}
	return ""
}
