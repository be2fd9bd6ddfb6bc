package model

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// listBuckets reads the buckets for the Buckets view.
func (a *App) listBuckets() tea.Cmd {
	ctx := a.bucketGo.begin(a.ctx)
	gen, browser := a.bucketGo.gen, a.deps.Browser
	a.buckets.SetLoading(true)
	return func() tea.Msg {
		buckets, err := browser.ListBuckets(ctx)
		return bucketsListedMsg{gen, buckets, err}
	}
}

func (a *App) bucketsListed(msg bucketsListedMsg) {
	if msg.gen != a.bucketGo.gen {
		return
	}
	a.buckets.SetLoading(false)
	a.buckets.SetError(problemOf("the buckets cannot be listed", msg.err))
	if msg.err != nil {
		return
	}
	a.known = msg.buckets
	a.showBuckets()
	a.nameBuckets()
}

// showBuckets puts what was listed into the Buckets view, and what the key is
// bound to though it is gone.
func (a *App) showBuckets() {
	var gone []b2core.AllowedBucket
	if a.session.known {
		gone = a.session.account.Allowed.Gone(a.known)
	}
	a.buckets.SetBuckets(a.known, gone)
}

// nameBuckets tells the Keys view which bucket an ID means.
func (a *App) nameBuckets() {
	names := make(map[string]string, len(a.known))
	for _, b := range a.known {
		names[b.ID] = b.Name
	}
	a.keys.SetBucketNames(names)
}

var bucketName = regexp.MustCompile(`^[A-Za-z0-9-]*$`)

func bucketNameProblem(name string) string {
	switch {
	case !bucketName.MatchString(name):
		return "letters, digits and - only"
	case strings.HasPrefix(strings.ToLower(name), "b2-"):
		return "names that begin with b2- are reserved"
	case len(name) > 63:
		return "at most 63 characters"
	}
	return ""
}

// askBucket opens the form for a new bucket.
func (a *App) askBucket() {
	spec := dialog.FormSpec{
		Title: "New bucket", Submit: "Create",
		Fields: []dialog.Field{
			{
				ID: "name", Label: "Name", Required: true, Limit: 63, Check: bucketNameProblem,
				Hint: "6 to 63 letters, digits and -; unique in all of B2",
			},
			{ID: "type", Label: "Type", Kind: dialog.FieldChoice, Value: string(b2core.AllPrivate), Options: []dialog.Option{
				{Value: string(b2core.AllPrivate), Label: "private"},
				{Value: string(b2core.AllPublic), Label: "public", Hint: "anyone may read the files"},
			}},
			{ID: "lock", Label: "File lock", Kind: dialog.FieldBool, Hint: "allows retention; cannot be switched off again"},
			{ID: "encrypt", Label: "Encrypt (SSE-B2)", Kind: dialog.FieldBool, Value: "yes"},
		},
		Check: func(v dialog.Values) map[string]string {
			if len(v.Text("name")) < 6 {
				return map[string]string{"name": "at least 6 characters"}
			}
			return nil
		},
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		v, ok := answer.(dialog.Submitted)
		if !ok {
			return nil
		}
		return createBucket(a.ctx, a.deps.Browser, id, b2core.BucketSpec{
			Name: v.Values.Text("name"), Type: b2core.BucketType(v.Values.Text("type")),
			FileLockEnabled: v.Values.Bool("lock"), EncryptSSEB2: v.Values.Bool("encrypt"),
		})
	})
}

func createBucket(ctx context.Context, b BucketAdmin, form int, spec b2core.BucketSpec) tea.Cmd {
	return func() tea.Msg {
		bucket, err := b.CreateBucket(ctx, spec)
		return bucketMadeMsg{form, bucket, err}
	}
}

func (a *App) bucketMade(msg bucketMadeMsg) tea.Cmd {
	if msg.err != nil {
		a.formFailed(msg.form, "the bucket was not created", msg.err)
		return nil
	}
	a.dialogs.closeID(msg.form)
	a.buckets.SetCursorName(msg.bucket.Name)
	return tea.Batch(a.say(ui.ToneGood, "created "+msg.bucket.Name), a.bucketsChanged())
}

// bucketsChanged reads the list again wherever it is shown.
func (a *App) bucketsChanged() tea.Cmd {
	cmds := []tea.Cmd{a.listBuckets()}
	for i, p := range a.panes {
		if p.nav.here.IsRoot() && p.nav.gen > 0 {
			cmds = append(cmds, a.reloadPane(i))
		}
	}
	return tea.Batch(cmds...)
}

// checkBucket looks into a bucket that is to be deleted: only an empty one can
// be, and hidden and unfinished files count.
func checkBucket(ctx context.Context, browser Browser, b b2core.Bucket) tea.Cmd {
	return func() tea.Msg {
		page, err := browser.ListVersions(ctx, b.ID, b2core.ListOptions{Max: pageSize})
		return bucketCheckedMsg{bucket: b, sample: page.Files, more: page.NextName != "", err: err}
	}
}

func (a *App) bucketChecked(msg bucketCheckedMsg) tea.Cmd {
	a.toast.hide()
	name := msg.bucket.Name
	switch {
	case errors.Is(msg.err, b2core.ErrUnauthorized): // it may delete without being able to look
	case msg.err != nil:
		return a.sayFailed("cannot look into "+name, msg.err)
	case len(msg.sample) > 0:
		a.openDialog(dialog.NewMessage(a.kit, notEmpty(name, msg.sample, msg.more)), nil)
		return nil
	}
	a.openDialog(dialog.NewConfirm(a.kit, dialog.ConfirmSpec{
		Title: "Delete bucket " + name + "?", Accept: "Delete bucket", Danger: true, Typed: name,
		Lines: []string{"It is empty. Its settings and its name go; someone else may take the name."},
		Undo:  "This cannot be undone.",
	}), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		return deleteBucket(a.ctx, a.deps.Browser, msg.bucket)
	})
	return nil
}

// notEmpty says what is in a bucket.
func notEmpty(name string, files []b2core.FileVersion, more bool) dialog.MessageSpec {
	var names, versions, hidden, unfinished int
	var bytes int64
	last := ""
	for _, f := range files {
		if f.Name != last {
			names, last = names+1, f.Name
		}
		switch f.Action {
		case b2core.ActionHide:
			hidden++
		case b2core.ActionStart:
			unfinished++
		default:
			versions++
			bytes += f.Size
		}
	}
	atLeast := ""
	if more {
		atLeast = "at least "
	}
	return dialog.MessageSpec{
		Title: name + " is not empty",
		Facts: []dialog.Fact{
			{Label: "Names", Value: atLeast + ui.Count(names)},
			{Label: "Versions", Value: atLeast + ui.Count(versions) + ", " + ui.Size(bytes)},
			{Label: "Hide markers", Value: atLeast + ui.Count(hidden)},
			{Label: "Unfinished", Value: atLeast + ui.Count(unfinished)},
			{Label: "First", Value: files[0].Name},
		},
		Lines: []string{"B2 deletes only empty buckets; hidden and unfinished files count too."},
		Hint:  "open it, delete its files for good with D, then try again",
	}
}

func deleteBucket(ctx context.Context, admin BucketAdmin, b b2core.Bucket) tea.Cmd {
	return func() tea.Msg {
		return bucketDeletedMsg{b.Name, admin.DeleteBucket(ctx, b.ID)}
	}
}

func (a *App) bucketDeleted(msg bucketDeletedMsg) tea.Cmd {
	if msg.err != nil {
		a.showFailed(fmt.Sprintf("bucket %s was not deleted", msg.name), msg.err)
		return nil
	}
	return tea.Batch(a.say(ui.ToneGood, "deleted bucket "+msg.name), a.bucketsChanged())
}
