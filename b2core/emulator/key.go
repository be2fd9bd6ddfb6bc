package emulator

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// key is an application key. It never changes.
type key struct {
	id, secret   string
	number       int64 // orders the keys of an account; the master key has none
	name         string
	capabilities []string
	bucketIDs    []string // nil: every bucket
	prefix       string
	expires      int64 // milliseconds; 0: never
	needsV4      bool  // bound to buckets by a version 4 call: older versions refuse it
}

func (k *key) expired(now time.Time) bool {
	return k.expires != 0 && now.UnixMilli() >= k.expires
}

func masterKey(a account) *key {
	return &key{id: a.KeyID, secret: a.Key, capabilities: allCapabilities()}
}

// allCapabilities is what a key can be given, in the order in which it is told.
func allCapabilities() []string {
	return []string{
		"bypassGovernance", "deleteBuckets", "deleteFiles", "deleteKeys", "listAllBucketNames",
		"listBuckets", "listFiles", "listKeys", "readBucketEncryption", "readBucketLogging",
		"readBucketNotifications", "readBucketReplications", "readBucketRetentions", "readBuckets",
		"readFileLegalHolds", "readFileRetentions", "readFiles", "shareFiles", "writeBucketEncryption",
		"writeBucketLogging", "writeBucketNotifications", "writeBucketReplications",
		"writeBucketRetentions", "writeBuckets", "writeFileLegalHolds", "writeFileRetentions",
		"writeFiles", "writeKeys",
	}
}

// accountWide are the capabilities that a key bound to buckets cannot have.
func accountWide() []string {
	return []string{"listKeys", "writeKeys", "deleteKeys", "writeBuckets", "deleteBuckets"}
}

const (
	maxKeyName     = 100
	maxKeySeconds  = 86_400_000 - 1 // less than 1000 days
	maxKeysPerPage = 10_000
	defaultPage    = 100
)

// createKey is b2_create_key.
func (e *Emulator) createKey(x *exchange) (any, error) {
	req, err := decode[api.CreateKeyRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.wholeAccount(); err != nil {
		return nil, err
	}
	if err := e.inAccount(req.AccountID); err != nil {
		return nil, err
	}
	k, err := e.keyFor(x, req)
	if err != nil {
		return nil, err
	}
	if err := e.store.putKey(k); err != nil {
		return nil, err
	}
	return e.keyReply(x, k, k.secret), nil
}

func (e *Emulator) keyFor(x *exchange, req api.CreateKeyRequest) (*key, error) {
	if !validKeyName(req.KeyName) {
		return nil, badRequest("keyName must have 1 to %d characters, each a letter, a digit or '-'", maxKeyName)
	}
	k := &key{name: req.KeyName, capabilities: slices.Clone(req.Capabilities), prefix: value(req.NamePrefix)}
	switch {
	case x.version == 4 && req.BucketID != nil:
		return nil, badRequest("bucketId is not a field of version 4, use bucketIds")
	case x.version < 4 && req.BucketIDs != nil:
		return nil, badRequest("bucketIds is not a field of version %d", x.version)
	case x.version == 4 && len(req.BucketIDs) > 0:
		k.bucketIDs, k.needsV4 = slices.Clone(req.BucketIDs), true
	case value(req.BucketID) != "":
		k.bucketIDs = []string{*req.BucketID}
	}
	if err := e.checkGrants(k); err != nil {
		return nil, err
	}
	if req.ValidSeconds != nil {
		if *req.ValidSeconds < 1 || *req.ValidSeconds > maxKeySeconds {
			return nil, badRequest("validDurationInSeconds must be 1 to %d", maxKeySeconds)
		}
		k.expires = x.now.UnixMilli() + *req.ValidSeconds*1000
	}
	k.number = e.store.lastKey + 1
	k.id, k.secret = e.ids.key(e.store.account.ID, k.number), e.ids.secret()
	return k, nil
}

func (e *Emulator) checkGrants(k *key) error {
	if len(k.capabilities) == 0 {
		return badRequest("a key needs at least one capability")
	}
	known, wide := allCapabilities(), accountWide()
	for _, c := range k.capabilities {
		if !slices.Contains(known, c) {
			return badRequest("%s is not a valid capability", c)
		}
		if k.bucketIDs != nil && slices.Contains(wide, c) {
			return badRequest("%s is not allowed on a key that is restricted to buckets", c)
		}
	}
	for _, id := range k.bucketIDs {
		if e.store.buckets[id] == nil {
			return badBucket(id)
		}
	}
	return nil
}

func validKeyName(s string) bool {
	return s != "" && len(s) <= maxKeyName && strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && !isAlphanumeric(r)
	}) < 0
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// listKeys is b2_list_keys.
func (e *Emulator) listKeys(x *exchange) (any, error) {
	req, err := decode[api.ListKeysRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.wholeAccount(); err != nil {
		return nil, err
	}
	if err := e.inAccount(req.AccountID); err != nil {
		return nil, err
	}
	count, err := e.pageSize("maxKeyCount", value(req.MaxKeyCount), defaultPage, maxKeysPerPage)
	if err != nil {
		return nil, err
	}
	keys := e.liveKeys(x, value(req.StartKeyID))
	var next *string
	if len(keys) > count {
		next = &keys[count].id
		keys = keys[:count]
	}
	if x.version == 4 {
		page := api.ListKeysResponse{Keys: []api.Key{}, NextKeyID: next}
		for _, k := range keys {
			page.Keys = append(page.Keys, e.keyV4(k))
		}
		return page, nil
	}
	page := api.ListKeysResponseV3{Keys: []api.KeyV3{}, NextKeyID: next}
	for _, k := range keys {
		page.Keys = append(page.Keys, e.keyV3(k))
	}
	return page, nil
}

// liveKeys are the keys from an id on that this version can tell of.
func (e *Emulator) liveKeys(x *exchange, from string) []*key {
	var keys []*key
	for _, k := range e.store.keys {
		if k.id < from || k.expired(x.now) || x.version < 4 && len(k.bucketIDs) > 1 {
			continue
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b *key) int { return strings.Compare(a.id, b.id) })
	return keys
}

// deleteKey is b2_delete_key.
func (e *Emulator) deleteKey(x *exchange) (any, error) {
	req, err := decode[api.DeleteKeyRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.wholeAccount(); err != nil {
		return nil, err
	}
	k := e.store.keys[req.KeyID]
	if k == nil {
		return nil, fail(http.StatusBadRequest, api.CodeBadRequest, "application key does not exist: %s", req.KeyID)
	}
	if err := e.store.dropKey(k); err != nil {
		return nil, err
	}
	return e.keyReply(x, k, ""), nil
}

func (e *Emulator) keyReply(x *exchange, k *key, secret string) any {
	if x.version == 4 {
		r := e.keyV4(k)
		r.Secret = secret
		return r
	}
	r := e.keyV3(k)
	r.Secret = secret
	return r
}

func (e *Emulator) keyV4(k *key) api.Key {
	return api.Key{
		AccountID: e.store.account.ID, KeyID: k.id, Name: k.name, Capabilities: k.capabilities,
		BucketIDs: k.bucketIDs, NamePrefix: optional(k.prefix), Expiration: optional(k.expires), Options: []string{"s3"},
	}
}

func (e *Emulator) keyV3(k *key) api.KeyV3 {
	r := api.KeyV3{
		AccountID: e.store.account.ID, KeyID: k.id, Name: k.name, Capabilities: k.capabilities,
		NamePrefix: optional(k.prefix), Expiration: optional(k.expires), Options: []string{"s3"},
	}
	if len(k.bucketIDs) > 0 {
		r.BucketID = &k.bucketIDs[0]
	}
	return r
}
