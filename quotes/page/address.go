package page

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// refusedRanges are the addresses that a public page never has, with the reason in words for people. From the registries
// of special purpose addresses (RFC 6890 and its updates, IANA). Forms of IPv6 that carry an IPv4 address are in it
// whole: they are ways to reach the same hosts past a check, and no outlet is served over them.
var refusedRanges = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "this host"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private network"},
	{netip.MustParsePrefix("100.64.0.0/10"), "a carrier's inner network"},
	{netip.MustParsePrefix("127.0.0.0/8"), "this host"},
	{netip.MustParsePrefix("169.254.0.0/16"), "the local link"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private network"},
	{netip.MustParsePrefix("192.0.0.0/24"), "reserved"},
	{netip.MustParsePrefix("192.0.2.0/24"), "for documentation"},
	{netip.MustParsePrefix("192.31.196.0/24"), "reserved"},
	{netip.MustParsePrefix("192.52.193.0/24"), "reserved"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a 6to4 relay"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private network"},
	{netip.MustParsePrefix("192.175.48.0/24"), "reserved"},
	{netip.MustParsePrefix("168.63.129.16/32"), "a cloud's metadata service"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for benchmarks"},
	{netip.MustParsePrefix("198.51.100.0/24"), "for documentation"},
	{netip.MustParsePrefix("203.0.113.0/24"), "for documentation"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	{netip.MustParsePrefix("::/96"), "this host or an old form of IPv4"},
	{netip.MustParsePrefix("::ffff:0:0:0/96"), "a translated IPv4 address"},
	{netip.MustParsePrefix("64:ff9b::/96"), "a translated IPv4 address (NAT64)"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "a translated IPv4 address (NAT64)"},
	{netip.MustParsePrefix("100::/64"), "a discard network"},
	{netip.MustParsePrefix("2001::/23"), "reserved (Teredo and others)"},
	{netip.MustParsePrefix("2001:db8::/32"), "for documentation"},
	{netip.MustParsePrefix("2002::/16"), "a tunnelled IPv4 address (6to4)"},
	{netip.MustParsePrefix("2620:4f:8000::/48"), "reserved"},
	{netip.MustParsePrefix("3fff::/20"), "for documentation"},
	{netip.MustParsePrefix("5f00::/16"), "reserved"},
	{netip.MustParsePrefix("fc00::/7"), "a private network"},
	{netip.MustParsePrefix("fe80::/10"), "the local link"},
	{netip.MustParsePrefix("fec0::/10"), "a private network"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
}

// globalIPv6 is all of IPv6 that is given out for public hosts.
var globalIPv6 = netip.MustParsePrefix("2000::/3")

// refusal says why an address must not be connected to, or gives the empty string.
func refusal(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	if !addr.IsValid() {
		return "not an address"
	}
	for _, r := range refusedRanges {
		if r.prefix.Contains(addr) {
			return r.what
		}
	}
	if addr.Is6() && !globalIPv6.Contains(addr) {
		return "reserved"
	}
	return ""
}

// exceptions are the places inside refused ranges that the operator opened.
type exceptions struct {
	hosts    map[string]bool // "host:port" as it stands in addresses, in lower case
	networks []netip.Prefix
}

// CheckAllow says what is wrong with an entry of Options.Allow: it must be host:port or a CIDR range.
func CheckAllow(entry string) error {
	_, _, err := readAllow(entry)
	return err
}

func readAllow(entry string) (hostPort string, network netip.Prefix, err error) {
	entry = strings.TrimSpace(entry)
	if p, err := netip.ParsePrefix(entry); err == nil {
		return "", p.Masked(), nil
	}
	host, port, err := net.SplitHostPort(entry)
	if n, perr := strconv.Atoi(port); err != nil || host == "" || perr != nil || n < 1 || n > 65535 {
		return "", netip.Prefix{}, fmt.Errorf("page: %q is neither host:port nor an address range like 10.1.0.0/16", entry)
	}
	return strings.ToLower(net.JoinHostPort(host, port)), netip.Prefix{}, nil
}

// newExceptions reads the entries. One that cannot be read opens nothing; settings report it by CheckAllow.
func newExceptions(entries []string) exceptions {
	e := exceptions{hosts: map[string]bool{}}
	for _, entry := range entries {
		switch host, network, err := readAllow(entry); {
		case err != nil:
		case host != "":
			e.hosts[host] = true
		default:
			e.networks = append(e.networks, network)
		}
	}
	return e
}

// dialer connects to public addresses and to the operator's exceptions. Addresses are checked by the system call's
// control hook, after the name was resolved and right before the connection: a name that resolves differently a moment
// later, or a redirect, gains nothing.
type dialer struct {
	exceptions
	net.Dialer
}

func (d *dialer) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	inner := d.Dialer
	if !d.hosts[strings.ToLower(hostPort)] {
		inner.ControlContext = d.check
	}
	return inner.DialContext(ctx, network, hostPort)
}

func (d *dialer) check(_ context.Context, network, addrPort string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: not a web server's network", ErrRefused)
	}
	ap, err := netip.ParseAddrPort(addrPort)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	addr := ap.Addr().Unmap().WithZone("")
	for _, n := range d.networks {
		if n.Contains(addr) {
			return nil
		}
	}
	if why := refusal(addr); why != "" {
		return fmt.Errorf("%w: it leads to %s", ErrRefused, why)
	}
	if p := ap.Port(); p < 1024 && p != 80 && p != 443 {
		return fmt.Errorf("%w: port %d is not for web pages", ErrRefused, p)
	}
	return nil
}
