package quotes

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// tracking are query parameters that say how a reader came to a page and never which page it is. Families are given by
// prefix. Gathered from the documents of the ad and mail systems that set them.
var tracking = struct{ names, prefixes []string }{
	names: []string{"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid",
		"mkt_tok", "ocid", "cmpid", "cmp", "ncid", "smid", "smtyp", "sref", "partner", "ref_src", "ref_url", "referrer", "_ga", "_gl", "s_cid", "spm",
		"xtor", "wt_mc", "wt.mc_id", "at_medium", "at_campaign", "at_format", "ito", "taid", "srnd", "soc_src", "soc_trk", "guccounter",
		"guce_referrer", "guce_referrer_sig", "outputtype", "amp"},
	prefixes: []string{"utm_", "hsa_", "pk_", "mtm_", "matomo_", "piwik_", "ns_", "at_custom", "__twitter"},
}

// CleanURL gives the address to keep and to show for a page: as it was given, without fragment, tracking parameters
// and a default port, scheme and host in lower case. It is idempotent. Only http and https addresses with a host are
// accepted, without user names in them.
func CleanURL(raw string) (string, error) {
	u, err := parseWeb(raw)
	if err != nil {
		return "", err
	}
	if p := u.Port(); p == "" || p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":"+p)
	}
	u.Fragment, u.RawFragment, u.RawQuery, u.ForceQuery = "", "", withoutTracking(u.RawQuery), false
	return u.String(), nil
}

// PageKey gives one key for all the forms in which the address of a page is passed around: http or https, with "www.",
// "m." or "amp." in front, an AMP path, a trailing slash, tracking parameters, parameters in another order. It is for
// comparing and not for opening: a site need not answer without its "www.". It accepts what CleanURL accepts.
func PageKey(raw string) (string, error) {
	u, err := parseWeb(raw)
	if err != nil {
		return "", err
	}
	host := bareHost(u.Hostname())
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	key := host + withoutAMP(u.EscapedPath())
	if q := strings.Split(withoutTracking(u.RawQuery), "&"); q[0] != "" {
		slices.Sort(q)
		key += "?" + strings.Join(q, "&")
	}
	return key, nil
}

// parseWeb reads an http or https address with a host, scheme and host in lower case.
func parseWeb(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return nil, errors.New("quotes: that is not a web address")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("quotes: an address must begin with http:// or https://")
	case u.User != nil:
		return nil, errors.New("quotes: an address must not carry a user name or password")
	case bareHost(u.Hostname()) == "":
		return nil, errors.New("quotes: the address names no host")
	}
	u.Host = strings.ToLower(u.Host)
	return u, nil
}

// withoutTracking drops tracking parameters and leaves the others byte for byte, in their order.
func withoutTracking(query string) string {
	var kept []string
	for _, p := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(p, "=")
		if n, err := url.QueryUnescape(name); err == nil {
			name = n
		}
		if p != "" && !isTracking(name) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

// HostOf is the host of an address in lower case without "www.", "m." or "amp.", or empty when there is none.
func HostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return bareHost(u.Hostname())
}

// bareHost drops the labels that only choose a form of the same site, as often as they stand in front.
func bareHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for {
		label, rest, ok := strings.Cut(host, ".")
		if !ok || !strings.Contains(rest, ".") || label != "www" && label != "m" && label != "amp" && label != "mobile" {
			return host
		}
		host = rest
	}
}

// withoutAMP drops path elements that only choose the AMP form of a page, and trailing slashes.
func withoutAMP(p string) string {
	for {
		before := p
		p = strings.TrimRight(p, "/")
		p = strings.TrimSuffix(strings.TrimSuffix(p, "/amp"), ".amp")
		if rest, ok := strings.CutSuffix(p, ".amp.html"); ok {
			p = rest + ".html"
		}
		if before == p {
			return p
		}
	}
}

func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, n := range tracking.names {
		if name == n {
			return true
		}
	}
	for _, p := range tracking.prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
