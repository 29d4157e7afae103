package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"quotebot/bot/console"
	"quotebot/db"

	"github.com/spf13/cobra"
)

func (a *app) sbomCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sbom [FILE]",
		Short: "List what the program is made of",
		Long: `Writes a software bill of materials of this program, or of another build of it, in the form of CycloneDX 1.5
(https://cyclonedx.org/docs/1.5/json): every module that was linked in with its version and checksum, Go itself and SQLite.`,
		Example: "  quotebot sbom > sbom.json",
		Args:    takes(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			info, ok := debug.ReadBuildInfo()
			file, err := os.Executable()
			if !ok && len(args) == 0 || err != nil {
				return fmt.Errorf("this build does not tell what it is made of: %w", err)
			}
			if len(args) == 1 {
				file = args[0]
				f, err := console.Open(file)
				if err != nil {
					return err
				}
				defer f.Close()
				if info, err = buildinfo.Read(f); err != nil {
					return fmt.Errorf("read what %s is made of: %w", file, err)
				}
			}
			sum, err := checksum(file)
			if err != nil {
				return err
			}
			e := json.NewEncoder(a.out)
			e.SetIndent("", " ")
			if err := e.Encode(materials(info, sum)); err != nil {
				return fmt.Errorf("write the list: %w", err)
			}
			return nil
		},
	}
}

// checksum is the SHA-256 of a file, in hexadecimal.
func checksum(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// bill is a bill of materials. It has neither a time nor a serial number, so that the same program has the same bill.
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   subject     `json:"metadata"`
	Components []component `json:"components"`
}

type subject struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// materials makes the bill of what a build is made of. The checksum of a module is Go's (h1:, https://go.dev/ref/mod#go-sum-files).
func materials(info *debug.BuildInfo, sum string) bill {
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1}
	b.Metadata.Component = component{Type: "application", Name: "quotebot", Version: version, Hashes: []hash{{"SHA-256", sum}}}
	for _, s := range info.Settings {
		switch s.Key {
		case "-tags", "CGO_ENABLED", "GOARCH", "GOOS":
			b.Metadata.Component.Properties = append(b.Metadata.Component.Properties, property{"build:" + s.Key, s.Value})
		}
	}
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	b.Components = []component{
		{Type: "library", Name: "std", Version: goVersion, PURL: "pkg:golang/std@" + goVersion},
		{Type: "library", Name: "sqlite", Version: db.SQLiteVersion(), PURL: "pkg:generic/sqlite@" + db.SQLiteVersion()},
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, component{Type: "library", Name: m.Path, Version: m.Version,
			PURL: "pkg:golang/" + m.Path + "@" + m.Version, Properties: []property{{"go:sum", m.Sum}}})
	}
	slices.SortFunc(b.Components, func(x, y component) int { return strings.Compare(x.Name, y.Name) })
	return b
}
