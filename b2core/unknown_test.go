package b2core_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// A later B2 may put fields into rules that this program has never heard of. To
// change one rule is to send all of them, so what is not understood must go back
// as it came.
func TestUnknownFieldsOfRulesSurviveAChange(t *testing.T) {
	s := b2test.NewServer(t)
	var sent []byte
	marked := map[string]string{ // a field of each kind of rule, and what stands beside it from now on
		`"fileNamePrefix":"logs/"`:           `"fileNamePrefix":"logs/","newOfLifecycle":{"a":[1,2.50,"ü"]}`,
		`"corsRuleName":"the-pages"`:         `"corsRuleName":"the-pages","newOfCORS":true`,
		`"replicationRuleName":"the-copies"`: `"replicationRuleName":"the-copies","newOfReplication":null`,
		`"name":"the-uploads"`:               `"name":"the-uploads","newOfNotification":"x"`,
		`"url":"https://example.com/hook"`:   `"url":"https://example.com/hook","newOfTarget":9007199254740993`,
	}
	marking := true
	s.Transport = tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if !strings.Contains(r.URL.Path, "b2_update_bucket") && !strings.Contains(r.URL.Path, "b2_set_bucket") {
			return next.RoundTrip(r)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		sent = append(sent, body...)
		if marking {
			for known, with := range marked {
				body = bytes.Replace(body, []byte(known), []byte(with), 1)
			}
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return next.RoundTrip(r)
	}}
	a := account{Server: s, c: s.Client(t)}.open(t)
	other, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "other-bucket"})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "reader", Capabilities: []b2core.Capability{b2core.ReadFiles}})
	if err != nil {
		t.Fatal(err)
	}
	cors := b2core.CORSRule{
		Name: "the-pages", AllowedOrigins: []string{"https"}, AllowedOperations: []string{"b2_download_file_by_id"},
	}
	if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, b2core.BucketChange{
		Lifecycle: &[]b2core.LifecycleRule{{FileNamePrefix: "logs/", DaysFromHidingToDeleting: 3}},
		CORS:      &[]b2core.CORSRule{cors},
		Replication: &b2core.Replication{SourceKeyID: reader.ID, Rules: []b2core.ReplicationRule{{
			Name: "the-copies", DestinationBucketID: other.ID, Enabled: true, Priority: 1,
		}}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.c.SetNotificationRules(t.Context(), a.bucket.ID, []b2core.NotificationRule{{
		Name: "the-uploads", Events: []string{"b2:ObjectCreated:*"}, URL: "https://example.com/hook",
	}}); err != nil {
		t.Fatal(err)
	}
	marking, sent = false, nil

	b, err := a.c.BucketByName(t.Context(), "test-bucket")
	if err != nil {
		t.Fatal(err)
	}
	b.Lifecycle[0].DaysFromHidingToDeleting = 4
	b.CORS[0].AllowedOrigins = []string{"*"}
	b.Replication.Value.Rules[0].Priority = 2
	if _, err := a.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{
		Lifecycle: &b.Lifecycle, CORS: &b.CORS, Replication: &b.Replication.Value, IfRevision: b.Revision,
	}); err != nil {
		t.Fatal(err)
	}
	rules, err := a.c.NotificationRules(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	rules[0].Enabled = true
	if _, err := a.c.SetNotificationRules(t.Context(), b.ID, rules); err != nil {
		t.Fatal(err)
	}
	for _, with := range marked {
		_, field, _ := strings.Cut(with, ",")
		if !bytes.Contains(sent, []byte(field)) {
			t.Errorf("%s did not go back; sent: %s", field, sent)
		}
	}
}
