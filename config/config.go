// Package config reads quotebot's settings from the environment. Secrets can also come from a file named by the same
// setting with _FILE behind it, as container secrets do. All problems are reported at once.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Secret is a string that prints as a mask everywhere: in logs, in errors and in `quotebot config`.
type Secret string

const mask = "(set, not shown)"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Redact gives a writer that masks the secret in everything that goes through it: errors of others, such as an answer
// that repeats what was sent, can hold it. A secret that is cut in two between writes is not recognised.
func (s Secret) Redact(w io.Writer) io.Writer {
	if s == "" {
		return w
	}
	return &redacting{w, []byte(s)}
}

type redacting struct {
	w      io.Writer
	secret []byte
}

// Write implements io.Writer.
func (r *redacting) Write(p []byte) (int, error) {
	if _, err := r.w.Write(bytes.ReplaceAll(p, r.secret, []byte(mask))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Reveal gives the secret itself, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// Config has every setting of the program.
type Config struct {
	DB           string        // path of the SQLite file
	Token        Secret        // Discord bot token; empty: no Discord
	API          string        // base URL of Discord's API; empty: Discord itself
	Shards       int           // how many shards the bot has; 0: as many as Discord recommends
	ShardIDs     []int         // of these, the ones that this process runs, from 0; empty: all
	FetchAllow   []string      // host:port or CIDR that may be fetched although private
	FetchTimeout time.Duration // for one page, from the first look-up to the last byte
	FetchMax     int64         // bytes of one page, unpacked
	UserAgent    string        // what pages are asked with
	Model        string        // folder of the model for questions by meaning; empty: none
	Watch        bool          // read the sources of quotes again at growing intervals
	Health       string        // unix socket that `quotebot health` asks; empty: beside the database
	Metrics      string        // host:port of the page of figures; empty: none
	BackupDir    string        // folder for scheduled backups; empty: none are made
	BackupKeep   int           // how many of them stay
	BackupEvery  time.Duration // between two of them
	LogLevel     slog.Level
	LogFormat    string // "text" or "json"
}

// setting describes one setting: its name, what it means and how its text becomes part of a Config.
type setting struct {
	name, usage, fallback string
	secret                bool
	set                   func(c *Config, value string) error
	show                  func(c Config) string
}

// settings lists all settings in the order in which they are shown.
func settings() []setting {
	return []setting{
		{name: "QUOTEBOT_DB", fallback: "quotebot.db", usage: "the SQLite file that keeps everything",
			set:  func(c *Config, v string) error { c.DB = v; return nil },
			show: func(c Config) string { return c.DB }},
		{name: "DISCORD_TOKEN", secret: true, usage: "the bot's token; without it quotebot is a chat in the terminal",
			set:  setToken,
			show: func(c Config) string { return c.Token.String() }},
		{name: "DISCORD_API_URL", usage: "another base URL for Discord's API: a proxy or a test server",
			set:  func(c *Config, v string) (err error) { c.API, err = baseURL(v); return err },
			show: func(c Config) string { return c.API }},
		{name: "DISCORD_SHARDS", fallback: "0", usage: "gateway connections of the bot, over all processes; 0 is what Discord recommends",
			set:  func(c *Config, v string) (err error) { c.Shards, err = number(v, 0, 1000); return err },
			show: func(c Config) string { return strconv.Itoa(c.Shards) }},
		{name: "DISCORD_SHARD_IDS", usage: "of these connections, the ones that this process keeps, such as 0,2-4; all when empty; needs DISCORD_SHARDS",
			set:  func(c *Config, v string) (err error) { c.ShardIDs, err = shardIDs(v, c.Shards); return err },
			show: func(c Config) string { return joinIDs(c.ShardIDs) }},
		{name: "QUOTEBOT_FETCH_ALLOW", usage: "host:port or CIDR, comma separated, that may be fetched although private",
			set:  func(c *Config, v string) (err error) { c.FetchAllow, err = allowList(v); return err },
			show: func(c Config) string { return strings.Join(c.FetchAllow, ",") }},
		{name: "QUOTEBOT_FETCH_TIMEOUT", fallback: "20s", usage: "time for one page",
			set:  func(c *Config, v string) (err error) { c.FetchTimeout, err = duration(v); return err },
			show: func(c Config) string { return c.FetchTimeout.String() }},
		{name: "QUOTEBOT_FETCH_MAX", fallback: "8388608", usage: "bytes of one page, unpacked",
			set: func(c *Config, v string) error {
				n, err := number(v, 1024, 1<<30)
				c.FetchMax = int64(n)
				return err
			},
			show: func(c Config) string { return strconv.FormatInt(c.FetchMax, 10) }},
		{name: "QUOTEBOT_USER_AGENT", fallback: "quotebot (self-hosted quote archive)", usage: "what pages are asked with",
			set:  setUserAgent,
			show: func(c Config) string { return c.UserAgent }},
		{name: "QUOTEBOT_MODEL", usage: "folder of the optional model that finds quotes by meaning (make model); none when empty",
			set:  func(c *Config, v string) error { c.Model = v; return nil },
			show: func(c Config) string { return c.Model }},
		{name: "QUOTEBOT_WATCH", fallback: "off", usage: "on: the running bot reads the sources of quotes again, ever less often, to see whether they have changed",
			set:  func(c *Config, v string) (err error) { c.Watch, err = onOff(v); return err },
			show: func(c Config) string { return map[bool]string{true: "on", false: "off"}[c.Watch] }},
		{name: "QUOTEBOT_HEALTH", usage: "unix socket that `quotebot health` asks; empty is the database's path with .sock",
			set:  func(c *Config, v string) error { c.Health = v; return nil },
			show: func(c Config) string { return c.HealthSocket() }},
		{name: "QUOTEBOT_METRICS_ADDR", usage: "port, or host:port, of /healthz, /readyz and /metrics; a port alone is on loopback; off when empty",
			set:  func(c *Config, v string) (err error) { c.Metrics, err = listenAddress(v); return err },
			show: func(c Config) string { return c.Metrics }},
		{name: "QUOTEBOT_BACKUP_DIR", usage: "folder that the running bot puts backups into; none when empty",
			set:  func(c *Config, v string) error { c.BackupDir = v; return nil },
			show: func(c Config) string { return c.BackupDir }},
		{name: "QUOTEBOT_BACKUP_KEEP", fallback: "7", usage: "how many of these backups stay",
			set:  func(c *Config, v string) (err error) { c.BackupKeep, err = number(v, 1, 10_000); return err },
			show: func(c Config) string { return strconv.Itoa(c.BackupKeep) }},
		{name: "QUOTEBOT_BACKUP_EVERY", fallback: "24h", usage: "time between two of these backups",
			set: func(c *Config, v string) error {
				d, err := time.ParseDuration(v)
				if err != nil || d < time.Minute || d > 90*24*time.Hour {
					return errors.New("must be a duration from 1m to 2160h, such as 24h")
				}
				c.BackupEvery = d
				return nil
			},
			show: func(c Config) string { return c.BackupEvery.String() }},
		{name: "QUOTEBOT_LOG_LEVEL", fallback: "info", usage: "debug, info, warn or error",
			set: func(c *Config, v string) error {
				if err := c.LogLevel.UnmarshalText([]byte(v)); err != nil {
					return errors.New("must be debug, info, warn or error")
				}
				return nil
			},
			show: func(c Config) string { return strings.ToLower(c.LogLevel.String()) }},
		{name: "QUOTEBOT_LOG_FORMAT", fallback: "text", usage: "text or json",
			set: func(c *Config, v string) error {
				if v != "text" && v != "json" {
					return errors.New("must be text or json")
				}
				c.LogFormat = v
				return nil
			},
			show: func(c Config) string { return c.LogFormat }},
	}
}

// Flag is one setting as a command line flag.
type Flag struct {
	Setting string // name in the environment that the flag stands for
	Name    string // of the flag, without dashes
	Usage   string
}

// Flags lists the settings as command line flags. A secret has a flag only for the file that holds it: what stands on
// the command line can be read in the process list.
func Flags() []Flag {
	var out []Flag
	for _, s := range settings() {
		f := Flag{Setting: s.name, Usage: s.usage}
		if s.secret {
			f.Setting, f.Usage = s.name+"_FILE", "file with "+s.usage
		}
		f.Name = strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(f.Setting, "QUOTEBOT_")), "_", "-")
		f.Usage += " (" + f.Setting + ")"
		out = append(out, f)
	}
	return out
}

// HealthSocket is the path of the socket that tells whether the running bot is well.
func (c Config) HealthSocket() string {
	if c.Health == "" {
		return c.DB + ".sock"
	}
	return c.Health
}

// Load reads the settings through getenv (os.Getenv in the program). The error names every wrong setting, never the
// value of a secret one. A secret's value may end in a line break when it comes from a file.
func Load(getenv func(string) string) (Config, error) {
	var c Config
	var problems []error
	for _, s := range settings() {
		v := strings.TrimSpace(getenv(s.name))
		if s.secret {
			var err error
			if v, err = secretValue(getenv, s.name, v); err != nil {
				problems = append(problems, err)
				continue
			}
		}
		if v == "" {
			v = s.fallback
		}
		if v == "" {
			continue
		}
		if err := s.set(&c, v); err != nil {
			problems = append(problems, fmt.Errorf("%s %w", s.name, err))
		}
	}
	return c, errors.Join(problems...)
}

// secretValue takes a secret from the environment or from the file that NAME_FILE names, but not from both.
func secretValue(getenv func(string) string, name, v string) (string, error) {
	file := getenv(name + "_FILE")
	switch {
	case file == "":
		return v, nil
	case v != "":
		return "", fmt.Errorf("%s and %s_FILE are both set; keep one", name, name)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE can't be read: %w", name, err)
	}
	if v = strings.TrimSpace(string(b)); v == "" {
		return "", fmt.Errorf("%s_FILE names an empty file", name)
	}
	return v, nil
}

// Show writes every setting with its value, secrets masked.
func (c Config) Show(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, s := range settings() {
		v := s.show(c)
		if v == "" {
			v = "(not set)"
		}
		fmt.Fprintf(t, "%s\t%s\t# %s\n", s.name, v, s.usage)
	}
	return t.Flush()
}

// Table writes the settings as a Markdown table for the README.
func Table(w io.Writer) error {
	if _, err := fmt.Fprint(w, "| setting | default | meaning |\n| --- | --- | --- |\n"); err != nil {
		return err
	}
	for _, s := range settings() {
		name, fallback := "`"+s.name+"`", "–"
		if s.secret {
			name += " or `" + s.name + "_FILE`"
		}
		if s.fallback != "" {
			fallback = "`" + s.fallback + "`"
		}
		if _, err := fmt.Fprintf(w, "| %s | %s | %s |\n", name, fallback, s.usage); err != nil {
			return err
		}
	}
	return nil
}

// setToken accepts what can go into a header; what was given is never repeated in an error.
func setToken(c *Config, v string) error {
	v = strings.TrimPrefix(v, "Bot ")
	for _, r := range v {
		if r <= ' ' || r > '~' {
			return errors.New("holds a character that no token has; copy it again from the developer portal")
		}
	}
	c.Token = Secret(v)
	return nil
}

func setUserAgent(c *Config, v string) error {
	for _, r := range v {
		if r < ' ' || r > '~' {
			return errors.New("may hold only plain ASCII")
		}
	}
	c.UserAgent = v
	return nil
}

func baseURL(v string) (string, error) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return "", errors.New("must be a URL such as http://127.0.0.1:8080")
	}
	return strings.TrimRight(v, "/"), nil
}

func onOff(v string) (bool, error) {
	switch strings.ToLower(v) {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, errors.New("must be on or off")
}

func number(v string, low, high int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("must be a number from %d to %d", low, high)
	}
	return n, nil
}

// shardIDs reads numbers and ranges of numbers below the number of shards, and gives them in order.
func shardIDs(v string, shards int) ([]int, error) {
	if shards == 0 {
		return nil, errors.New("needs DISCORD_SHARDS to be set to the same number for every process")
	}
	var ids []int
	for _, part := range strings.Split(v, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		low, err := number(first, 0, shards-1)
		if err != nil {
			return nil, badIDs(shards)
		}
		high, err := number(last, low, shards-1)
		if err != nil {
			return nil, badIDs(shards)
		}
		for id := low; id <= high; id++ {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func badIDs(shards int) error {
	return fmt.Errorf("must hold numbers from 0 to %d, such as 0 or 0,2-4", shards-1)
}

func joinIDs(ids []int) string {
	var out []string
	for _, id := range ids {
		out = append(out, strconv.Itoa(id))
	}
	return strings.Join(out, ",")
}

func duration(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d < time.Second || d > 10*time.Minute {
		return 0, errors.New("must be a duration from 1s to 10m, such as 20s")
	}
	return d, nil
}

// listenAddress reads an address to listen on. A port alone is on loopback, so that nothing is shown to the network
// unless a host is named.
func listenAddress(v string) (string, error) {
	if !strings.Contains(v, ":") {
		v = "127.0.0.1:" + v
	}
	host, port, err := net.SplitHostPort(v)
	if err == nil && host == "" {
		host = "127.0.0.1"
	}
	if n, e := strconv.ParseUint(port, 10, 16); err != nil || e != nil || n == 0 {
		return "", errors.New("must be a port or host:port, such as 9464 or 0.0.0.0:9464")
	}
	return net.JoinHostPort(host, port), nil
}

func allowList(v string) ([]string, error) {
	var out []string
	for _, e := range strings.Split(v, ",") {
		if e = strings.TrimSpace(e); e == "" {
			continue
		}
		_, cidr := netip.ParsePrefix(e)
		_, port, host := net.SplitHostPort(e)
		if cidr != nil && (host != nil || port == "") {
			return nil, fmt.Errorf("must hold entries such as intranet.example:443 or 10.1.0.0/16; %q is neither", e)
		}
		out = append(out, e)
	}
	return out, nil
}
