package b2core

import (
	"maps"
	"slices"

	"b2tui/b2core/internal/api"
)

// Replication is a bucket's part in copying files between buckets. The zero
// value is none, and clears it in a BucketChange.
type Replication struct {
	// Rules and SourceKeyID make the bucket a source: the key reads it.
	Rules       []ReplicationRule
	SourceKeyID string
	// DestinationKeys makes it a destination: by the ID of a source's key, the ID
	// of the key that writes here.
	DestinationKeys map[string]string
}

// ReplicationRule says what goes to which bucket.
type ReplicationRule struct {
	Name                 string // 1 to 64 letters, digits, '-' or '_', unique in the bucket
	DestinationBucketID  string
	FileNamePrefix       string
	IncludeExistingFiles bool
	Enabled              bool
	Priority             int // 1 to 2,147,483,647; the larger wins
	unknown              unknown
}

func (r Replication) equal(q Replication) bool {
	return r.SourceKeyID == q.SourceKeyID && slices.Equal(r.Rules, q.Rules) && maps.Equal(r.DestinationKeys, q.DestinationKeys)
}

func replicationOf(r api.Replication) Replication {
	var out Replication
	if r.Source != nil {
		out.SourceKeyID = r.Source.KeyID
		for _, w := range r.Source.Rules {
			out.Rules = append(out.Rules, ReplicationRule{
				Name: w.Name, DestinationBucketID: w.DestinationBucketID, FileNamePrefix: w.FileNamePrefix,
				IncludeExistingFiles: w.IncludeExistingFiles, Enabled: w.IsEnabled, Priority: w.Priority, unknown: unknown(w.Unknown),
			})
		}
	}
	if r.Destination != nil {
		out.DestinationKeys = r.Destination.KeyMapping
	}
	return out
}

func (r *Replication) wire() *api.Replication {
	if r == nil {
		return nil
	}
	out := &api.Replication{}
	if r.SourceKeyID != "" || len(r.Rules) > 0 {
		out.Source = &api.ReplicationSource{KeyID: r.SourceKeyID, Rules: []api.ReplicationRule{}}
	}
	for _, w := range r.Rules {
		out.Source.Rules = append(out.Source.Rules, api.ReplicationRule{
			Name: w.Name, DestinationBucketID: w.DestinationBucketID, FileNamePrefix: w.FileNamePrefix,
			IncludeExistingFiles: w.IncludeExistingFiles, IsEnabled: w.Enabled, Priority: w.Priority, Unknown: w.unknown.wire(),
		})
	}
	if len(r.DestinationKeys) > 0 {
		out.Destination = &api.ReplicationDestination{KeyMapping: r.DestinationKeys}
	}
	return out
}
