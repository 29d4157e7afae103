package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The bill of materials names every module that the program is linked from, at the version and with the checksum that
// go.mod and go.sum pin, and none that they do not.
func TestBillOfMaterials(t *testing.T) {
	pinned := map[string]string{} // version by module
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^(?:require )?\s*([\w./~-]+\.[\w./~-]+) (v[^\s]+)`).FindAllStringSubmatch(string(mod), -1) {
		pinned[m[1]] = m[2]
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal([]byte(quotebot(t, t.TempDir(), 0, "sbom")), &b); err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for _, c := range b.Components {
		if !strings.HasPrefix(c.PURL, "pkg:golang/") || c.Name == "std" {
			continue
		}
		named[c.Name] = c.Version
		if pinned[c.Name] != c.Version {
			t.Errorf("%s is %s in the bill and %q in go.mod", c.Name, c.Version, pinned[c.Name])
		}
		if len(c.Properties) != 1 || !strings.Contains("\n"+string(sums), "\n"+c.Name+" "+c.Version+" "+c.Properties[0].Value+"\n") {
			t.Errorf("%s: go.sum does not have %v", c.Name, c.Properties)
		}
	}
	// This binary is the program and its tests; the program itself is linked from these.
	linked, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", "sqlite_fts5", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := strings.Split(strings.TrimSpace(string(linked)), "\n")
	if len(modules) < 10 {
		t.Errorf("go list tells of %q only", modules)
	}
	for _, m := range modules {
		if name, version, ok := strings.Cut(m, " "); ok && named[name] != version {
			t.Errorf("%s %s is linked in; the bill says %q", name, version, named[name])
		}
	}
}

// The image is what the documents say: labels of the Open Container Initiative, nobody special who runs it, checked by the
// program itself, and no line that would fetch another Dockerfile language.
func TestDockerfile(t *testing.T) {
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "syntax=") {
		t.Error("it has a syntax line")
	}
	stages := regexp.MustCompile(`(?m)^FROM `).Split(string(text), -1)
	last := strings.ReplaceAll(stages[len(stages)-1], "\\\n", " ") // what is built when no stage is named
	labels := map[string]string{}
	for _, m := range regexp.MustCompile(`(org\.opencontainers\.image\.[a-z.]+)="([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		labels[strings.TrimPrefix(m[1], "org.opencontainers.image.")] = m[2]
	}
	licence, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	kind, _, _ := strings.Cut(string(licence), " ")
	for label, want := range map[string]string{"title": "^quotebot$", "description": "...", "version": `^\$\{VERSION\}$`, "licenses": "^" + kind + "$",
		"documentation": `^docs/operations\.md$`, "base.name": "^scratch$"} {
		if !regexp.MustCompile(want).MatchString(labels[label]) {
			t.Errorf("label %s is %q", label, labels[label])
		}
	}
	for _, line := range []string{"USER 65532:65532", "VOLUME /data", `CMD ["/quotebot", "health"]`, `ENTRYPOINT ["/quotebot"]`} {
		if !strings.Contains(string(text), line) {
			t.Errorf("it lacks %s", line)
		}
	}
	// The image itself is made from nothing, or from a stage that is.
	base, _, _ := strings.Cut(last, "\n")
	if fields := strings.Fields(base); fields[0] != "scratch" && !strings.Contains(string(text), "FROM scratch AS "+fields[0]+"\n") {
		t.Errorf("the image is made from %q", base)
	}
}
