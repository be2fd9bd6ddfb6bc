package model

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// listKeys reads the application keys.
func (a *App) listKeys() tea.Cmd {
	ctx := a.keyGo.begin(a.ctx)
	gen, browser := a.keyGo.gen, a.deps.Browser
	if reason := a.session.lacks(b2core.ListKeys); reason != "" {
		return func() tea.Msg { return keysListedMsg{gen: gen, err: lackError(reason)} }
	}
	a.keys.SetLoading(true)
	return func() tea.Msg {
		var keys []b2core.ApplicationKey
		for k, err := range browser.Keys(ctx) {
			if err != nil {
				return keysListedMsg{gen, keys, err}
			}
			keys = append(keys, k)
		}
		return keysListedMsg{gen, keys, nil}
	}
}

// lackError is an act that is not even tried, since the key cannot do it.
type lackError string

func (e lackError) Error() string { return string(e) }

// Hint says what to do.
func (e lackError) Hint() string { return "use a key that may do this" }

func (a *App) keysListed(msg keysListedMsg) {
	if msg.gen != a.keyGo.gen {
		return
	}
	a.keys.SetLoading(false)
	a.keys.SetError(problemOf("the keys cannot be listed", msg.err))
	if msg.err == nil {
		a.keys.SetKeys(msg.keys)
	}
}

// grants are the capabilities that a new key can be given, in the order of the
// form, with what they mean.
var grants = [...]struct {
	cap  b2core.Capability
	what string
}{
	{b2core.ListBuckets, "list buckets"},
	{b2core.ListFiles, "list files"},
	{b2core.ReadFiles, "download files"},
	{b2core.WriteFiles, "upload and hide files"},
	{b2core.DeleteFiles, "delete file versions"},
	{b2core.ShareFiles, "make share links"},
	{b2core.WriteBuckets, "create and change buckets"},
	{b2core.DeleteBuckets, "delete buckets"},
	{b2core.ListKeys, "list keys"},
	{b2core.WriteKeys, "create keys"},
	{b2core.DeleteKeys, "delete keys"},
	{b2core.BypassGovernance, "bypass governance locks"},
}

// presets are the usual sets of capabilities.
var presets = [...]struct {
	id, label string
	caps      []b2core.Capability
}{
	{"read", "read only", []b2core.Capability{b2core.ListBuckets, b2core.ListFiles, b2core.ReadFiles}},
	{"write", "upload only", []b2core.Capability{b2core.ListBuckets, b2core.ListFiles, b2core.WriteFiles}},
	{"both", "read and write", []b2core.Capability{b2core.ListBuckets, b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles, b2core.DeleteFiles, b2core.ShareFiles}},
	{"own", "as ticked below", nil},
}

// expiries are how long a new key works. The default ends: a key that nobody
// remembers should not open the account for ever.
var expiries = [...]struct {
	id, label string
	valid     time.Duration
}{
	{"1d", "1 day", 24 * time.Hour},
	{"7d", "7 days", 7 * 24 * time.Hour},
	{"90d", "90 days", 90 * 24 * time.Hour},
	{"365d", "a year", 365 * 24 * time.Hour},
	{"own", "as many days as below", 0},
	{"never", "never", 0},
}

var keyName = regexp.MustCompile(`^[A-Za-z0-9-]*$`)

func keyNameProblem(name string) string {
	if !keyName.MatchString(name) {
		return "letters, digits and - only"
	}
	return ""
}

// askKey opens the form for a new key.
func (a *App) askKey() {
	spec := dialog.FormSpec{
		Title: "New application key", Submit: "Create",
		Intro: []string{"The secret is shown once, after the key was created."},
		Fields: []dialog.Field{
			{ID: "name", Label: "Name", Required: true, Limit: 100, Check: keyNameProblem, Hint: "letters, digits and -"},
			{ID: "preset", Label: "It may", Kind: dialog.FieldChoice, Value: "both", Options: presetOptions()},
			{ID: "caps", Label: "Capabilities", Kind: dialog.FieldChecks, Options: a.grantOptions(), Hint: "count with \"as ticked below\""},
			{ID: "buckets", Label: "Buckets", Kind: dialog.FieldChecks, Options: a.bucketOptions(), Hint: "none ticked: all buckets"},
			{ID: "prefix", Label: "Names under", Placeholder: "every name", Hint: "only names that begin with this; needs a bucket"},
			{ID: "expiry", Label: "Ends after", Kind: dialog.FieldChoice, Value: "90d", Options: expiryOptions()},
			{ID: "days", Label: "Days", Placeholder: "1 to 999", Check: daysProblem, Limit: 3},
		},
		Check: checkKey,
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		v, ok := answer.(dialog.Submitted)
		if !ok {
			return nil
		}
		return createKey(a.ctx, a.deps.Browser, id, keySpec(v.Values))
	})
}

func presetOptions() []dialog.Option {
	var o []dialog.Option
	for _, p := range presets {
		o = append(o, dialog.Option{Value: p.id, Label: p.label})
	}
	return o
}

func expiryOptions() []dialog.Option {
	var o []dialog.Option
	for _, e := range expiries {
		o = append(o, dialog.Option{Value: e.id, Label: e.label})
	}
	return o
}

// grantOptions offers only what the key in use has itself; the service refuses
// to give more.
func (a *App) grantOptions() []dialog.Option {
	var o []dialog.Option
	for _, g := range grants {
		o = append(o, dialog.Option{Value: string(g.cap), Label: string(g.cap), Hint: g.what, Off: a.session.lacks(g.cap)})
	}
	return o
}

func (a *App) bucketOptions() []dialog.Option {
	var o []dialog.Option
	for _, b := range a.known {
		o = append(o, dialog.Option{Value: b.ID, Label: b.Name})
	}
	return o
}

func daysProblem(text string) string {
	if text == "" {
		return ""
	}
	if n, err := strconv.Atoi(text); err != nil || n < 1 || n > 999 {
		return "1 to 999"
	}
	return ""
}

func checkKey(v dialog.Values) map[string]string {
	wrong := map[string]string{}
	if v.Text("preset") == "own" && len(v.Checked("caps")) == 0 {
		wrong["caps"] = "tick at least one"
	}
	if v.Text("prefix") != "" && len(v.Checked("buckets")) == 0 {
		wrong["buckets"] = "a prefix needs a bucket"
	}
	if v.Text("expiry") == "own" && v.Text("days") == "" {
		wrong["days"] = "how many days?"
	}
	return wrong
}

func keySpec(v dialog.Values) b2core.KeySpec {
	spec := b2core.KeySpec{Name: v.Text("name"), BucketIDs: v.Checked("buckets"), NamePrefix: v.Text("prefix")}
	for _, p := range presets {
		if p.id == v.Text("preset") {
			spec.Capabilities = slices.Clone(p.caps)
		}
	}
	if v.Text("preset") == "own" {
		for _, c := range v.Checked("caps") {
			spec.Capabilities = append(spec.Capabilities, b2core.Capability(c))
		}
	}
	for _, e := range expiries {
		if e.id == v.Text("expiry") {
			spec.ValidFor = e.valid
		}
	}
	if v.Text("expiry") == "own" {
		days, _ := strconv.Atoi(v.Text("days")) // checked as it was typed
		spec.ValidFor = time.Duration(days) * 24 * time.Hour
	}
	return spec
}

func createKey(ctx context.Context, admin KeyAdmin, form int, spec b2core.KeySpec) tea.Cmd {
	return func() tea.Msg {
		key, err := admin.CreateKey(ctx, spec)
		return keyMadeMsg{form, key, err}
	}
}

// keyMade shows the secret, this once.
func (a *App) keyMade(msg keyMadeMsg) tea.Cmd {
	if msg.err != nil {
		a.formFailed(msg.form, "the key was not created", msg.err)
		return nil
	}
	a.dialogs.closeID(msg.form)
	a.openDialog(dialog.NewSecret(a.kit, dialog.SecretSpec{
		Title:  "New key " + msg.key.Name,
		Facts:  []dialog.Fact{{Label: "Key ID", Value: msg.key.ID}},
		Label:  "Application key",
		Secret: msg.key.Secret,
		Lines:  []string{"Copy it now: it cannot be shown again."},
	}), nil)
	a.keys.SetCursorID(msg.key.ID)
	return a.listKeys()
}

// askKeyDelete asks for the name of a key that is to be withdrawn.
func (a *App) askKeyDelete(k b2core.ApplicationKey) {
	lines := []string{"Key ID " + k.ID, "Programs that use it lose access at once."}
	inUse := k.ID == a.session.account.KeyID || k.ID == a.deps.KeyID
	if inUse {
		lines = append(lines, "It is the key that this program uses now.")
	}
	a.openDialog(dialog.NewConfirm(a.kit, dialog.ConfirmSpec{
		Title: "Delete key " + k.Name + "?", Accept: "Delete key", Danger: true, Typed: k.Name,
		Lines: lines, Undo: "This cannot be undone.",
	}), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		return deleteKey(a.ctx, a.deps.Browser, k)
	})
}

func deleteKey(ctx context.Context, admin KeyAdmin, k b2core.ApplicationKey) tea.Cmd {
	return func() tea.Msg { return keyDeletedMsg{k, admin.DeleteKey(ctx, k.ID)} }
}

func (a *App) keyDeleted(msg keyDeletedMsg) tea.Cmd {
	if msg.err != nil {
		a.showFailed(fmt.Sprintf("key %s was not deleted", strings.TrimSpace(msg.key.Name)), msg.err)
		return nil
	}
	return tea.Batch(a.say(ui.ToneGood, "deleted key "+msg.key.Name), a.listKeys())
}
