package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
)

func (a *app) keyCommand() *cobra.Command {
	return a.group("key", "List, create and delete application keys",
		a.keyListCommand(), a.keyCreateCommand(), a.keyDeleteCommand())
}

func (a *app) keyListCommand() *cobra.Command {
	asJSON := false
	c := a.command(spec{
		use:   "list",
		short: "List the account's application keys",
		run:   func(ctx context.Context, _ []string) error { return a.listKeys(ctx, asJSON) },
	})
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) listKeys(ctx context.Context, asJSON bool) error {
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	var names bucketNames
	for k, err := range acc.client.Keys(ctx) {
		if err != nil {
			return firstError(err, w.Flush())
		}
		if k.BucketIDs != nil && names.byID == nil {
			names.read(ctx, acc.client)
		}
		if asJSON {
			j := keyOf(k)
			j.BucketNames = names.of(k.BucketIDs)
			err = writeJSON(a.Out, j)
		} else {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.ID, a.name(k.Name), expiry(k.Expires), scope(k, names, a.name))
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func expiry(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format(time.DateTime)
}

// bucketNames are the buckets that the key in use may see.
type bucketNames struct {
	byID map[string]string
	all  bool // there are no others
}

// read asks for the buckets once; a key that may not ask leaves IDs.
func (n *bucketNames) read(ctx context.Context, client *b2core.Client) {
	n.byID = map[string]string{}
	buckets, err := client.ListBuckets(ctx)
	if err != nil {
		return
	}
	for _, b := range buckets {
		n.byID[b.ID] = b.Name
	}
	of, known := client.Account()
	n.all = known && of.Allowed.Buckets == nil
}

// of are the names of those whose names are known.
func (n *bucketNames) of(ids []string) map[string]string {
	names := map[string]string{}
	for _, id := range ids {
		if name := n.byID[id]; name != "" {
			names[id] = name
		}
	}
	return names
}

// word is a bucket for a person.
func (n *bucketNames) word(id string) string {
	switch name := n.byID[id]; {
	case name != "":
		return name
	case n.all:
		return goneWord + " " + id
	}
	return id
}

// scope says where a key works and what it may do.
func scope(k b2core.ApplicationKey, names bucketNames, name func(string) string) string {
	where := "all buckets"
	if k.BucketIDs != nil {
		words := make([]string, len(k.BucketIDs))
		for i, id := range k.BucketIDs {
			words[i] = name(names.word(id))
		}
		where = strings.Join(words, ",")
	}
	if k.NamePrefix != "" {
		where += " below " + name(k.NamePrefix)
	}
	return where + ": " + name(joined(k.Capabilities))
}

func joined(capabilities []b2core.Capability) string {
	words := make([]string, len(capabilities))
	for i, c := range capabilities {
		words[i] = string(c)
	}
	return strings.Join(words, ",")
}

// keyJSON is a key of --json; only create fills in the secret.
type keyJSON struct {
	ID           string              `json:"applicationKeyId"`
	Name         string              `json:"keyName"`
	Key          string              `json:"applicationKey,omitempty"`
	Capabilities []b2core.Capability `json:"capabilities"`
	BucketIDs    []string            `json:"bucketIds,omitempty"`
	BucketNames  map[string]string   `json:"bucketNames,omitempty"` // by ID, of those that exist and may be seen
	NamePrefix   string              `json:"namePrefix,omitempty"`
	Expires      *time.Time          `json:"expires,omitempty"`
}

func keyOf(k b2core.ApplicationKey) keyJSON {
	return keyJSON{
		ID: k.ID, Name: k.Name, Capabilities: k.Capabilities,
		BucketIDs: k.BucketIDs, NamePrefix: k.NamePrefix, Expires: isoTime(k.Expires),
	}
}

const keyCreateLong = `Creates an application key and prints its ID and its secret on one line of
standard output. The secret is shown this once: the service does not tell it
again. Capabilities are B2's own words, such as listBuckets,listFiles,readFiles.`

type keyOptions struct {
	buckets  []string
	prefix   string
	validFor string
	json     bool
}

func (a *app) keyCreateCommand() *cobra.Command {
	var o keyOptions
	c := a.command(spec{
		use:     "create NAME CAPABILITY[,CAPABILITY...]",
		short:   "Create an application key",
		long:    keyCreateLong,
		example: "b2tui key create web-readonly listBuckets,listFiles,readFiles --bucket www-assets --valid-for 90d",
		min:     2, max: 2,
		run: func(ctx context.Context, args []string) error { return a.createKey(ctx, args[0], args[1], o) },
	})
	f := c.Flags()
	f.StringArrayVar(&o.buckets, "bucket", nil, "bind the key to this bucket; may be repeated")
	f.StringVar(&o.prefix, "name-prefix", "", "bind the key to names that begin with this")
	f.StringVar(&o.validFor, "valid-for", "", "how long it works, such as 12h or 90d; without it: for ever")
	jsonFlag(c, &o.json)
	return c
}

func (a *app) createKey(ctx context.Context, name, capabilities string, o keyOptions) error {
	s := b2core.KeySpec{Name: name, NamePrefix: o.prefix}
	for word := range strings.SplitSeq(capabilities, ",") {
		if word = strings.TrimSpace(word); word != "" {
			s.Capabilities = append(s.Capabilities, b2core.Capability(word))
		}
	}
	var err error
	if s.ValidFor, err = parseSpan(o.validFor); err != nil {
		return err
	}
	if err := a.mayChange("create key " + name); err != nil {
		return err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	for _, name := range o.buckets {
		b, err := acc.client.BucketByName(ctx, name)
		if err != nil {
			return err
		}
		s.BucketIDs = append(s.BucketIDs, b.ID)
	}
	k, err := acc.client.CreateKey(ctx, s)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Err, "the secret is shown only now; keep it where secrets belong")
	if o.json {
		j := keyOf(k.ApplicationKey)
		j.Key = k.Secret.Reveal()
		return writeJSON(a.Out, j)
	}
	_, err = fmt.Fprintln(a.Out, k.ID, k.Secret.Reveal())
	return err
}

// parseSpan reads a duration that may be in days.
func parseSpan(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if hours, err := time.ParseDuration(days + "h"); err == nil && hours > 0 {
			return 24 * hours, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < time.Second {
		return 0, usagef("%q is no time span; write 12h or 90d", s)
	}
	return d.Truncate(time.Second), nil
}

func (a *app) keyDeleteCommand() *cobra.Command {
	yes := false
	c := a.command(spec{
		use:   "delete KEY-ID",
		short: "Withdraw an application key",
		min:   1, max: 1,
		run: func(ctx context.Context, args []string) error { return a.deleteKey(ctx, args[0], yes) },
	})
	yesFlag(c, &yes)
	return c
}

func (a *app) deleteKey(ctx context.Context, id string, yes bool) error {
	if err := a.mayChange("delete key " + id); err != nil {
		return err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	loss := "this withdraws key " + id
	if id == acc.who.KeyID {
		loss = "this withdraws the key that b2tui itself uses here"
	}
	if err := a.confirm(ctx, yes, loss, id); err != nil {
		return err
	}
	err = acc.client.DeleteKey(ctx, id)
	if errors.Is(err, b2core.ErrBadRequest) { // the ID is all that was asked for
		return notFoundf("b2tui key list shows those that exist", "%w", err)
	}
	return err
}
