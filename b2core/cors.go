package b2core

import (
	"slices"
	"time"

	"b2tui/b2core/internal/api"
)

// CORSRule lets web pages of other origins reach a bucket.
type CORSRule struct {
	Name              string        // 6 to 63 letters, digits or '-', unique in the bucket
	AllowedOrigins    []string      // "https://example.com", "https://*.example.com", "https", "*"
	AllowedOperations []string      // calls, such as "b2_download_file_by_name", or "s3_get" and the like
	AllowedHeaders    []string      // that a request may have; nil: none beside the usual
	ExposeHeaders     []string      // that a page may see; nil: none beside the usual
	MaxAge            time.Duration // how long a browser keeps the answer, whole seconds, up to a day
	unknown           unknown
}

func (r CORSRule) equal(q CORSRule) bool {
	return r.Name == q.Name && r.MaxAge == q.MaxAge && r.unknown == q.unknown && slices.Equal(r.AllowedOrigins, q.AllowedOrigins) &&
		slices.Equal(r.AllowedOperations, q.AllowedOperations) && slices.Equal(r.AllowedHeaders, q.AllowedHeaders) &&
		slices.Equal(r.ExposeHeaders, q.ExposeHeaders)
}

func corsOf(rules []api.CORSRule) []CORSRule {
	var out []CORSRule
	for _, r := range rules {
		out = append(out, CORSRule{
			Name: r.Name, AllowedOrigins: r.AllowedOrigins, AllowedOperations: r.AllowedOperations,
			AllowedHeaders: r.AllowedHeaders, ExposeHeaders: r.ExposeHeaders, MaxAge: time.Duration(r.MaxAgeSeconds) * time.Second,
			unknown: unknown(r.Unknown),
		})
	}
	return out
}

func corsRules(rules []CORSRule) []api.CORSRule {
	var out []api.CORSRule
	for _, r := range rules {
		out = append(out, api.CORSRule{
			Name: r.Name, AllowedOrigins: r.AllowedOrigins, AllowedOperations: r.AllowedOperations,
			AllowedHeaders: r.AllowedHeaders, ExposeHeaders: r.ExposeHeaders, MaxAgeSeconds: int(r.MaxAge / time.Second),
			Unknown: r.unknown.wire(),
		})
	}
	return out
}
