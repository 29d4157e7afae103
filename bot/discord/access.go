package discord

import (
	"context"
	"sync"
	"time"
)

// channelReader knows which channels a member can read. What it asks Discord for is kept for a short while; what Discord
// does not tell, the bot itself not being able to see a channel included, counts as not readable.
type channelReader struct {
	api   *api
	fresh time.Duration

	mu     sync.Mutex
	guilds map[string]*knownGuild
}

// knownGuild is a guild with its channels as they were a moment ago.
type knownGuild struct {
	mu      sync.Mutex // held while Discord is asked, so that it is asked once
	at      time.Time
	guild   guild
	by      map[string]channel // channels, and the threads that were asked for
	members map[string]bool    // "thread user": whether the user is in the private thread
}

func newChannelReader(a *api, fresh time.Duration) *channelReader {
	return &channelReader{api: a, fresh: fresh, guilds: map[string]*knownGuild{}}
}

// readable is the bot.Access of one member in one place.
type readable struct {
	channels *channelReader
	guild    string
	user     string
	roles    []string // as Discord gave them with the request
	here     string   // the channel where the member is: can be read
}

// Readable gives those of the channels that the member can read now and that may be shown where the member is.
func (r *readable) Readable(ctx context.Context, channels []string) ([]string, error) {
	var others []string
	for _, c := range channels {
		if c != r.here {
			others = append(others, c)
		}
	}
	var can map[string]bool
	if len(others) > 0 {
		var err error
		if can, err = r.channels.read(ctx, r, others); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, c := range channels {
		if c == r.here || can[c] {
			out = append(out, c)
		}
	}
	return out, nil
}

// read works out which of the channels r can read. It fails only when ctx has ended: a guild or a channel that Discord
// does not tell about is not readable, and the rest of the answer stands.
func (cr *channelReader) read(ctx context.Context, r *readable, channels []string) (map[string]bool, error) {
	k := cr.lock(ctx, r.guild)
	defer k.mu.Unlock()
	here := cr.channel(ctx, k, r.guild, r.here)
	can := map[string]bool{}
	for _, id := range channels {
		c := cr.channel(ctx, k, r.guild, id)
		parent := cr.parent(ctx, k, r.guild, c)
		if c.ID == "" || parent.ID == "" || parent.thread() {
			continue
		}
		p := k.guild.in(parent, r.user, r.roles)
		if !p.has(viewChannel|readHistory) || parent.NSFW && !cr.ageRestricted(ctx, k, r.guild, here) {
			continue
		}
		if c.Type == privateThread && !p.has(manageThreads) && !cr.inThread(ctx, k, id, r.user) {
			continue
		}
		can[id] = true
	}
	return can, ctx.Err()
}

// lock locks what is known of a guild, which is looked up anew when it is old. The caller unlocks it.
func (cr *channelReader) lock(ctx context.Context, guild string) *knownGuild {
	k := cr.known(guild)
	k.mu.Lock()
	if time.Since(k.at) > cr.fresh {
		cr.load(ctx, k, guild)
	}
	return k
}

// forget has a guild looked up anew, because something in it has changed.
func (cr *channelReader) forget(guild string) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	delete(cr.guilds, guild)
}

// Shared gives those of the channels that everybody who can see the member's channel can read as well. Roles and members
// combine in too many ways to try them all, so it says yes only where one of two things is plain: the channel is open to
// everyone in the guild, or it is seen by just the same people as the member's channel, and its history by all of them.
func (r *readable) Shared(ctx context.Context, channels []string) ([]string, error) {
	cr := r.channels
	k := cr.lock(ctx, r.guild)
	defer k.mu.Unlock()
	here := cr.channel(ctx, k, r.guild, r.here)
	place := cr.parent(ctx, k, r.guild, here) // of a private thread, more people than are in it
	var out []string
	for _, id := range channels {
		c := cr.channel(ctx, k, r.guild, id)
		parent := cr.parent(ctx, k, r.guild, c)
		switch {
		case c.ID == "" || parent.ID == "" || c.Type == privateThread || parent.NSFW && !place.NSFW:
		case k.guild.open(parent, viewChannel|readHistory),
			place.ID != "" && k.guild.open(parent, readHistory) && sameViewers(parent, place):
			out = append(out, id)
		}
	}
	return out, ctx.Err()
}

// parent is the channel whose rights count: of a thread, the one that it is in.
func (cr *channelReader) parent(ctx context.Context, k *knownGuild, guild string, c channel) channel {
	if c.thread() {
		return cr.channel(ctx, k, guild, c.ParentID)
	}
	return c
}

// known is the entry of a guild; entries of guilds that nobody asked in for long are dropped.
func (cr *channelReader) known(id string) *knownGuild {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	k := cr.guilds[id]
	if k == nil {
		const most = 256
		if len(cr.guilds) >= most {
			clear(cr.guilds)
		}
		k = &knownGuild{}
		cr.guilds[id] = k
	}
	return k
}

// load asks for a guild and its channels. When Discord does not tell, nothing in the guild is readable for a while.
func (cr *channelReader) load(ctx context.Context, k *knownGuild, id string) {
	var g guild
	var list []channel
	err := cr.api.call(ctx, "GET", "guilds/"+id, nil, &g)
	if err == nil {
		err = cr.api.call(ctx, "GET", "guilds/"+id+"/channels", nil, &list)
	}
	if err != nil || g.ID != id {
		g, list = guild{}, nil
	}
	k.guild, k.by, k.members = g, map[string]channel{}, map[string]bool{}
	for _, c := range list {
		k.by[c.ID] = c
	}
	if ctx.Err() == nil { // else it is this request that was out of time
		k.at = time.Now()
	}
}

// channel is the channel or thread of the guild with the id; its ID is empty when there is none. The list of a guild's
// channels leaves out threads, so those are asked for one by one.
func (cr *channelReader) channel(ctx context.Context, k *knownGuild, guild, id string) channel {
	if c, ok := k.by[id]; ok || id == "" {
		return c
	}
	var c channel
	if cr.api.call(ctx, "GET", "channels/"+id, nil, &c) != nil || c.ID != id || c.GuildID != guild {
		c = channel{}
	}
	if ctx.Err() == nil {
		k.by[id] = c
	}
	return c
}

// ageRestricted says whether the channel, or the one that a thread is in, is marked so. Words from a marked channel are
// not shown in another one.
func (cr *channelReader) ageRestricted(ctx context.Context, k *knownGuild, guild string, c channel) bool {
	return cr.parent(ctx, k, guild, c).NSFW
}

// inThread says whether the user was added to the private thread.
func (cr *channelReader) inThread(ctx context.Context, k *knownGuild, thread, user string) bool {
	key := thread + " " + user
	in, ok := k.members[key]
	if !ok {
		in = cr.api.call(ctx, "GET", "channels/"+thread+"/thread-members/"+user, nil, nil) == nil
		if ctx.Err() == nil {
			k.members[key] = in
		}
	}
	return in
}
