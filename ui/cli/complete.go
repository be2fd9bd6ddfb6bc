package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/keystore"
)

// Completion asks the service, and the queue, for so long and for so much; what
// goes wrong is not told.
const (
	completeTime = 2 * time.Second
	completeMost = 200
)

type completer = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// quietly bounds a look for completions and keeps it from asking or telling
// anything at the terminal.
func (a *app) quietly(c *cobra.Command, look func(context.Context) []cobra.Completion) []cobra.Completion {
	ctx, cancel := context.WithTimeout(c.Context(), completeTime)
	defer cancel()
	a.In, a.Err = strings.NewReader(""), io.Discard
	return look(ctx)
}

// completePlaces completes b2:// arguments; with local an argument may be a path
// here as well.
func (a *app) completePlaces(local bool) completer {
	return func(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const more = cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
		rest, remote := strings.CutPrefix(typed, scheme)
		switch {
		case remote:
			return a.quietly(c, func(ctx context.Context) []cobra.Completion { return a.placesLike(ctx, rest) }), more
		case strings.HasPrefix(scheme, typed) && (typed != "" || !local):
			return []cobra.Completion{scheme}, more
		case local:
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// placesLike are buckets, or what is in one, that begin like this.
func (a *app) placesLike(ctx context.Context, typed string) (places []cobra.Completion) {
	acc, err := a.open(ctx)
	if err != nil {
		return nil
	}
	name, prefix, inside := strings.Cut(typed, "/")
	if !inside {
		buckets, err := acc.client.ListBuckets(ctx)
		if err != nil {
			return nil
		}
		for _, b := range buckets {
			if strings.HasPrefix(b.Name, name) {
				places = append(places, scheme+b.Name+"/")
			}
		}
		return places
	}
	bucket, err := acc.client.BucketByName(ctx, name)
	if err != nil {
		return nil
	}
	page, err := acc.client.ListNames(ctx, bucket.ID, b2core.ListOptions{Prefix: prefix, Delimiter: "/", Max: completeMost})
	if err != nil {
		return nil
	}
	for _, f := range page.Files {
		if strings.ContainsFunc(f.Name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			continue // would break the line
		}
		places = append(places, Location{bucket.Name, f.Name}.String())
	}
	return places
}

// completeItems completes IDs of the queue.
func (a *app) completeItems(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return a.quietly(c, func(ctx context.Context) (ids []cobra.Completion) {
		given := make(map[string]bool, len(args))
		for _, arg := range args {
			given[arg] = true
		}
		_ = a.steer(ctx, func(m *transfer.Manager) error {
			w, err := m.Window(ctx, transfer.Query{
				States: []transfer.State{transfer.Queued, transfer.Running, transfer.Paused, transfer.Verifying, transfer.Failed},
				Limit:  completeMost,
			})
			for i := range w.Items {
				it := &w.Items[i]
				if id := fmt.Sprint(it.ID); strings.HasPrefix(id, typed) && !given[id] {
					from, _ := route(it)
					ids = append(ids, cobra.CompletionWithDesc(id, oneLine(string(it.State)+" "+from)))
				}
			}
			return err
		})
		return ids
	}), cobra.ShellCompDirectiveNoFileComp
}

// completeProfiles completes the names of profiles.
func (a *app) completeProfiles(*cobra.Command, []string, string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	if profiles, err := keystore.LoadProfiles(profilesPath()); err == nil {
		for _, p := range profiles.All() {
			names = append(names, p.Name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeFlag tells how the values of a flag are completed.
func completeFlag(c *cobra.Command, flag string, by completer) {
	if err := c.RegisterFlagCompletionFunc(flag, by); err != nil {
		panic(err) // there is no such flag
	}
}

// completeWords completes from a fixed list.
func completeWords[T ~string](words []T) completer {
	all := make([]cobra.Completion, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp)
}
