package api

import (
	"encoding/json"
	"reflect"
	"testing"
)

func ptr[T any](v T) *T { return &v }

func TestDecodeAuthorizeVersions(t *testing.T) {
	want := AuthorizeV4{AccountID: "acc", Token: "tok", APIInfo: APIInfoV4{Storage: StorageV4{
		APIURL: "https://api", DownloadURL: "https://f", S3URL: "https://s3",
		RecommendedPartSize: 100, MinimumPartSize: 5,
		Allowed: Allowed{
			Capabilities: []string{"listFiles"},
			Buckets:      []AllowedBucket{{ID: "b1", Name: ptr("photos")}},
			NamePrefix:   ptr("2026/"),
		},
	}}}
	s := want.APIInfo.Storage
	replies := map[string]any{
		"v4": want,
		"v3": AuthorizeV3{AccountID: "acc", Token: "tok", APIInfo: APIInfoV3{Storage: StorageV3{
			InfoType: "storageApi", APIURL: s.APIURL, DownloadURL: s.DownloadURL, S3URL: s.S3URL,
			RecommendedPartSize: 100, MinimumPartSize: 5, Capabilities: s.Allowed.Capabilities,
			BucketID: ptr("b1"), BucketName: ptr("photos"), NamePrefix: ptr("2026/"),
		}}},
		"v2": AuthorizeV2{
			AccountID: "acc", Token: "tok", APIURL: s.APIURL, DownloadURL: s.DownloadURL,
			S3URL: s.S3URL, RecommendedPartSize: 100, MinimumPartSize: 5,
			Allowed: AllowedV2{s.Allowed.Capabilities, ptr("b1"), ptr("photos"), ptr("2026/")},
		},
		"v1": AuthorizeV2{
			AccountID: "acc", Token: "tok", APIURL: s.APIURL, DownloadURL: s.DownloadURL,
			S3URL: s.S3URL, MinimumPartSizeV1: 100, MinimumPartSize: 5,
			Allowed: AllowedV2{s.Allowed.Capabilities, ptr("b1"), ptr("photos"), ptr("2026/")},
		},
	}
	for name, reply := range replies {
		body, err := json.Marshal(reply)
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeAuthorize(body)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestDecodeAuthorizeBuckets(t *testing.T) {
	const head = `{"accountId":"a","authorizationToken":"t","apiInfo":{"storageApi":{"apiUrl":"u","downloadUrl":"d","allowed":{"capabilities":[],"buckets":`
	got, err := DecodeAuthorize([]byte(head + `[]}}}}`))
	if err != nil || got.APIInfo.Storage.Allowed.Buckets != nil {
		t.Errorf("an empty list restricts: %+v, %v", got, err)
	}
	got, err = DecodeAuthorize([]byte(head + `[{"id":"x","name":null}]}}}}`))
	if b := got.APIInfo.Storage.Allowed.Buckets; err != nil || len(b) != 1 || b[0].Name != nil {
		t.Errorf("deleted bucket: %+v, %v", b, err)
	}
}

func TestDecodeAuthorizeRefuses(t *testing.T) {
	for _, body := range []string{
		``, `<html>`, `[]`, `{}`, `{"accountId":"a"}`,
		`{"code":"unauthorized","status":401}`,
		`{"accountId":"a","authorizationToken":"t","apiInfo":{}}`,
		`{"accountId":"a","authorizationToken":"t"}`,
	} {
		if got, err := DecodeAuthorize([]byte(body)); err == nil {
			t.Errorf("%s decoded to %+v", body, got)
		}
	}
}

func TestParseError(t *testing.T) {
	code, msg, ok := ParseError([]byte(`{"status":"401","code":"expired_auth_token","message":"gone","extra":[]}`))
	if !ok || code != CodeExpiredAuthToken || msg != "gone" {
		t.Errorf("got %q %q %v", code, msg, ok)
	}
	for _, body := range []string{"", "<html>", "[]", "{}", `{"files":[]}`} {
		if _, _, ok := ParseError([]byte(body)); ok {
			t.Errorf("%q taken for an error object", body)
		}
	}
}
