package page

import (
	"strings"
	"testing"
)

func TestParseReadsAPlainPage(t *testing.T) {
	a, err := Parse(strings.NewReader(`<title>Bridge closed - The Daily Example</title><h1>Bridge closed</h1><p>The bridge at Oldford was closed on Monday, the town said, and will stay so for a month.</p><p>“We had no choice,” said the mayor, Ann Example.</p>`), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "“We had no choice,” said the mayor, Ann Example."; !strings.HasSuffix(a.Text, want) {
		t.Errorf("text %q does not end with %q", a.Text, want)
	}
}
