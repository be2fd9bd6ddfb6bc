package b2core

import "time"

// ApplicationKey is one key of the account, without its secret.
type ApplicationKey struct {
	ID           string
	Name         string
	Capabilities []Capability
	BucketIDs    []string // nil: every bucket
	NamePrefix   string
	Expires      time.Time // zero: never
}

// KeySpec describes a key to create.
type KeySpec struct {
	Name         string
	Capabilities []Capability
	BucketIDs    []string
	NamePrefix   string
	ValidFor     time.Duration // zero: never expires; whole seconds, under 1,000 days
}

// CreatedKey is a new key with its secret, which the service shows only once.
type CreatedKey struct {
	ApplicationKey
	Secret Secret
}
