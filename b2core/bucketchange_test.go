package b2core_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

const day = 24 * time.Hour

func TestUpdateBucketChangesWhatIsGiven(t *testing.T) {
	a := newAccount(t)
	cors := b2core.CORSRule{
		Name: "pages-of-ours", AllowedOrigins: []string{"https://*.example.com"},
		AllowedOperations: []string{"b2_download_file_by_name"}, AllowedHeaders: []string{"range"}, MaxAge: time.Hour,
	}
	rule := b2core.LifecycleRule{FileNamePrefix: "logs/", DaysFromHidingToDeleting: 3}
	replication := b2core.Replication{SourceKeyID: a.KeyID(), Rules: []b2core.ReplicationRule{
		{Name: "all", DestinationBucketID: a.bucket.ID, Enabled: true, Priority: 1},
	}}
	want := a.bucket
	for _, step := range []struct {
		change b2core.BucketChange
		sets   func(*b2core.Bucket)
	}{
		{b2core.BucketChange{Type: new(b2core.AllPublic)}, func(b *b2core.Bucket) { b.Type = b2core.AllPublic }},
		{
			b2core.BucketChange{Info: &map[string]string{"Cache-Control": "max-age=5"}},
			func(b *b2core.Bucket) { b.Info = map[string]string{"Cache-Control": "max-age=5"} },
		},
		{b2core.BucketChange{CORS: &[]b2core.CORSRule{cors}}, func(b *b2core.Bucket) { b.CORS = []b2core.CORSRule{cors} }},
		{b2core.BucketChange{Lifecycle: &[]b2core.LifecycleRule{rule}}, func(b *b2core.Bucket) { b.Lifecycle = []b2core.LifecycleRule{rule} }},
		{b2core.BucketChange{EncryptSSEB2: new(true)}, func(b *b2core.Bucket) { b.Encryption.Value = "SSE-B2" }},
		{
			b2core.BucketChange{FileLockEnabled: new(true), DefaultRetention: &b2core.DefaultRetention{Mode: "governance", Duration: 7 * day}},
			func(b *b2core.Bucket) {
				b.FileLock.Value = b2core.FileLock{Enabled: true, Mode: "governance", Duration: 7 * day}
			},
		},
		{b2core.BucketChange{Replication: &replication}, func(b *b2core.Bucket) { b.Replication.Value = replication }},
		{b2core.BucketChange{Replication: &b2core.Replication{}}, func(b *b2core.Bucket) { b.Replication.Value = b2core.Replication{} }},
		{b2core.BucketChange{DefaultRetention: &b2core.DefaultRetention{}}, func(b *b2core.Bucket) { b.FileLock.Value = b2core.FileLock{Enabled: true} }},
		{b2core.BucketChange{EncryptSSEB2: new(false)}, func(b *b2core.Bucket) { b.Encryption.Value = "" }},
		{
			b2core.BucketChange{Info: new(map[string]string), CORS: new([]b2core.CORSRule), Lifecycle: new([]b2core.LifecycleRule)},
			func(b *b2core.Bucket) { b.Info, b.CORS, b.Lifecycle = map[string]string{}, nil, nil },
		},
	} {
		step.sets(&want)
		step.change.IfRevision = want.Revision
		want.Revision++
		got, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, step.change)
		if err != nil {
			t.Fatalf("%+v: %v", step.change, err)
		}
		if again, err := a.c.BucketByName(t.Context(), want.Name); err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(again, want) {
			t.Errorf("got %+v\nread %+v, %v\nwant %+v", got, again, err, want)
		}
	}
}

func TestUpdateBucketGuardsTheRevision(t *testing.T) {
	a := newAccount(t)
	change := b2core.BucketChange{Type: new(b2core.AllPublic), IfRevision: a.bucket.Revision}
	if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, change); err != nil {
		t.Fatal(err)
	}
	change.Type = new(b2core.AllPrivate)
	if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, change); !errors.Is(err, b2core.ErrConflict) {
		t.Errorf("got %v", err)
	}
	if b, err := a.c.BucketByName(t.Context(), a.bucket.Name); err != nil || b.Type != b2core.AllPublic {
		t.Errorf("the bucket became %s, %v", b.Type, err)
	}
	// The change is done and its answer lost: a second attempt would be a conflict with itself.
	a.Inject(emulator.Fault{Call: api.CallUpdateBucket, DropReply: true})
	change.IfRevision++
	a.ResetCounters()
	_, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, change)
	if n := a.Counters().Calls[api.CallUpdateBucket]; err != nil || n != 1 {
		t.Errorf("%d calls, %v", n, err)
	}
}

// What the service would refuse is refused here, without a call, and by the
// service too when somebody else's client sends it.
func TestBadBucketSettingsAreNotSent(t *testing.T) {
	a := newAccount(t)
	rules := func(prefixes ...string) *[]b2core.LifecycleRule {
		out := []b2core.LifecycleRule{}
		for _, p := range prefixes {
			out = append(out, b2core.LifecycleRule{FileNamePrefix: p, DaysFromHidingToDeleting: 1})
		}
		return &out
	}
	many := make([]string, 101)
	info := map[string]string{}
	for i := range many {
		many[i] = fmt.Sprintf("%03d/", i)
		info[fmt.Sprintf("k%d", i)] = "v"
	}
	changes := map[string]b2core.BucketChange{
		"nothing":             {},
		"only a revision":     {IfRevision: 2},
		"type":                {Type: new(b2core.BucketType("snapshot"))},
		"info entries":        {Info: &info},
		"info name":           {Info: &map[string]string{"a b": ""}},
		"101 rules":           {Lifecycle: rules(many...)},
		"overlap":             {Lifecycle: rules("a/", "a/b/")},
		"overlap the other":   {Lifecycle: rules("a/b/", "a/")},
		"same prefix":         {Lifecycle: rules("a/", "a/")},
		"rule without effect": {Lifecycle: &[]b2core.LifecycleRule{{FileNamePrefix: "a"}}},
		"negative days":       {Lifecycle: &[]b2core.LifecycleRule{{DaysFromUploadingToHiding: -1}}},
		"CORS name":           {CORS: &[]b2core.CORSRule{{Name: "short", AllowedOrigins: []string{"*"}, AllowedOperations: []string{"s3_get"}}}},
		"CORS operation":      {CORS: &[]b2core.CORSRule{{Name: "long-enough", AllowedOrigins: []string{"*"}, AllowedOperations: []string{"get"}}}},
		"retention mode":      {DefaultRetention: &b2core.DefaultRetention{Mode: "soft", Duration: day}},
		"retention period":    {DefaultRetention: &b2core.DefaultRetention{Mode: "governance"}},
		"retention too long":  {DefaultRetention: &b2core.DefaultRetention{Mode: "governance", Duration: 3001 * day}},
		"retention half day":  {DefaultRetention: &b2core.DefaultRetention{Mode: "governance", Duration: day / 2}},
		"replication rule":    {Replication: &b2core.Replication{SourceKeyID: "k", Rules: []b2core.ReplicationRule{{Name: "a b"}}}},
	}
	a.ResetCounters()
	for name, change := range changes {
		if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, change); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"short", strings.Repeat("x", 64), "b2-reserved", "under_score", "with.dot"} {
		if _, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: name}); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("name %s: %v", name, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

func TestFileLockOfBucketsRefusals(t *testing.T) {
	a := newAccount(t)
	retention := b2core.BucketChange{DefaultRetention: &b2core.DefaultRetention{Mode: "compliance", Duration: day}}
	code := func(change b2core.BucketChange) string {
		_, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, change)
		e, _ := errors.AsType[*b2core.Error](err)
		if e == nil {
			return ""
		}
		return e.Code
	}
	if got := code(retention); got != api.CodeBucketMissingLock {
		t.Errorf("retention without a lock: %q", got)
	}
	source := b2core.Replication{SourceKeyID: a.KeyID(), Rules: []b2core.ReplicationRule{{Name: "r", DestinationBucketID: a.bucket.ID, Priority: 1}}}
	if got := code(b2core.BucketChange{Replication: &source}); got != "" {
		t.Errorf("replication: %q", got)
	}
	if got := code(b2core.BucketChange{FileLockEnabled: new(true)}); got != api.CodeSourceReplication {
		t.Errorf("lock on a replication source: %q", got)
	}
	if got := code(b2core.BucketChange{Replication: &b2core.Replication{}}); got != "" {
		t.Errorf("clearing replication: %q", got)
	}
	if got := code(b2core.BucketChange{FileLockEnabled: new(true)}); got != "" {
		t.Errorf("lock: %q", got)
	}
	if got := code(b2core.BucketChange{FileLockEnabled: new(false)}); got != api.CodeLockConflict {
		t.Errorf("switching the lock off: %q", got)
	}
}

func TestNotificationRules(t *testing.T) {
	a := newAccount(t)
	if got, err := a.c.NotificationRules(t.Context(), a.bucket.ID); err != nil || len(got) != 0 {
		t.Errorf("at first %+v, %v", got, err)
	}
	rules := []b2core.NotificationRule{
		{
			Name: "uploads", Events: []string{"b2:ObjectCreated:*"}, Enabled: true, Prefix: "in/", URL: "https://example.com/hook", MaxPerBatch: 5,
			Headers: []b2core.NotificationHeader{{Name: "X-Team", Value: "a"}}, SigningSecret: b2core.NewSecret(strings.Repeat("s", 32)),
		},
		{Name: "deletions", Events: []string{"b2:ObjectDeleted:Delete"}, URL: "https://example.com/", MaxPerBatch: 1},
	}
	set, err := a.c.SetNotificationRules(t.Context(), a.bucket.ID, rules)
	if err != nil {
		t.Fatal(err)
	}
	want := []b2core.NotificationRule{rules[1], rules[0]} // by name
	if got, err := a.c.NotificationRules(t.Context(), a.bucket.ID); err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(set, want) {
		t.Errorf("read %+v, %v\nset %+v\nwant %+v", got, err, set, want)
	}
	// What the service told is no hindrance to sending the rules back.
	set[0].Suspended, set[0].SuspensionReason = true, "no answer"
	if got, err := a.c.SetNotificationRules(t.Context(), a.bucket.ID, set); err != nil || got[0].Suspended {
		t.Errorf("sent back: %+v, %v", got, err)
	}
	if got, err := a.c.SetNotificationRules(t.Context(), a.bucket.ID, nil); err != nil || len(got) != 0 {
		t.Errorf("emptied: %+v, %v", got, err)
	}
}

func TestBadNotificationRulesAreNotSent(t *testing.T) {
	a := newAccount(t)
	good := b2core.NotificationRule{Name: "a-rule", Events: []string{"b2:ObjectCreated:Copy"}, Enabled: true, URL: "https://example.com"}
	with := func(change func(*b2core.NotificationRule)) []b2core.NotificationRule {
		r := good
		change(&r)
		return []b2core.NotificationRule{r}
	}
	other := good
	other.Name, other.Events = "b-rule", []string{"b2:ObjectCreated:*"}
	a.ResetCounters()
	for name, rules := range map[string][]b2core.NotificationRule{
		"no event":      with(func(r *b2core.NotificationRule) { r.Events = nil }),
		"unknown event": with(func(r *b2core.NotificationRule) { r.Events = []string{"b2:ObjectCreated:Magic"} }),
		"family twice":  with(func(r *b2core.NotificationRule) { r.Events = []string{"b2:ObjectCreated:*", "b2:ObjectCreated:Copy"} }),
		"http":          with(func(r *b2core.NotificationRule) { r.URL = "http://example.com" }),
		"secret":        with(func(r *b2core.NotificationRule) { r.SigningSecret = b2core.NewSecret("short") }),
		"header":        with(func(r *b2core.NotificationRule) { r.Headers = []b2core.NotificationHeader{{Name: "x-bz-a"}} }),
		"batch":         with(func(r *b2core.NotificationRule) { r.MaxPerBatch = 51 }),
		"name":          with(func(r *b2core.NotificationRule) { r.Name = "b2-rule" }),
		"same name":     {good, good},
		"overlap":       {good, other},
	} {
		if _, err := a.c.SetNotificationRules(t.Context(), a.bucket.ID, rules); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests went out", n)
	}
}
