package emulator

import (
	"net/http"
	"slices"
	"strings"

	"b2tui/b2core/internal/api"
)

// authorizeAccount is b2_authorize_account.
func (e *Emulator) authorizeAccount(x *exchange) (any, error) {
	id, secret, ok := x.r.BasicAuth()
	k := e.store.keyByID(id)
	if !ok || k == nil {
		return nil, &failure{Status: http.StatusUnauthorized, Code: "bad_auth_token", challenge: true}
	}
	if secret != k.secret {
		return nil, unauthorized()
	}
	if k.expired(x.now) {
		return nil, expiredToken()
	}
	if x.version < 4 && k.needsV4 {
		return nil, badRequest("This application key is not supported by API version v%d; use v4", x.version)
	}
	t := e.tokens.issue(token{kind: accountToken, key: k, uses: e.modes.uses(x), login: e.logins.Add(1)}, x.now, e.opts.TokenLifetime)
	return e.authorizeReply(x, k, t), nil
}

func (e *Emulator) authorizeReply(x *exchange, k *key, t *token) any {
	base, id, tok := x.baseURL(), e.store.account.ID, t.value
	apiURL, downloadURL := e.address(x, apiRole, t.login), e.address(x, downloadRole, t.login)
	recommended, minimum := e.opts.RecommendedPartSize, e.opts.MinimumPartSize
	prefix, expires := optional(k.prefix), optional(k.expires)
	var buckets []api.AllowedBucket
	for _, b := range k.bucketIDs {
		entry := api.AllowedBucket{ID: b}
		if known := e.store.buckets[b]; known != nil {
			entry.Name = &known.name
		}
		buckets = append(buckets, entry)
	}
	if x.version == 4 {
		return api.AuthorizeV4{AccountID: id, Token: tok, KeyExpiration: expires, APIInfo: api.APIInfoV4{Storage: api.StorageV4{
			APIURL: apiURL, DownloadURL: downloadURL, S3URL: base, RecommendedPartSize: recommended, MinimumPartSize: minimum,
			Allowed: api.Allowed{Capabilities: k.capabilities, Buckets: buckets, NamePrefix: prefix},
		}}}
	}
	var bucketID, bucketName *string
	if len(buckets) > 0 {
		bucketID, bucketName = &buckets[0].ID, buckets[0].Name
	}
	if x.version == 3 {
		return api.AuthorizeV3{AccountID: id, Token: tok, KeyExpiration: expires, APIInfo: api.APIInfoV3{Storage: api.StorageV3{
			InfoType: "storageApi", APIURL: apiURL, DownloadURL: downloadURL, S3URL: base,
			RecommendedPartSize: recommended, MinimumPartSize: minimum,
			Capabilities: k.capabilities, BucketID: bucketID, BucketName: bucketName, NamePrefix: prefix,
		}}}
	}
	flat := api.AuthorizeV2{
		AccountID: id, Token: tok, APIURL: apiURL, DownloadURL: downloadURL,
		RecommendedPartSize: recommended, MinimumPartSize: minimum,
		Allowed: api.AllowedV2{Capabilities: k.capabilities, BucketID: bucketID, BucketName: bucketName, NamePrefix: prefix},
	}
	if x.version == 1 {
		flat.MinimumPartSizeV1 = recommended
	} else {
		flat.S3URL = base
	}
	return flat
}

// authorize settles who asks and whether the key has the capability. The caller
// holds the store's lock. What follows checks, in this order, bucket, name and
// arguments.
func (e *Emulator) authorize(x *exchange, capability string) error {
	t, err := e.tokens.find(x.r.Header.Get("Authorization"), x.now, accountToken)
	if err != nil {
		return err
	}
	if err := x.ofLogin(t); err != nil {
		return err
	}
	return e.actFor(x, t, capability)
}

// actFor settles that x acts with a token's rights.
func (e *Emulator) actFor(x *exchange, t *token, capability string) error {
	k := e.store.keyByID(t.key.id)
	if k == nil {
		return badToken()
	}
	if k.expired(x.now) {
		return expiredToken()
	}
	x.key = k
	return x.need(capability)
}

// need asks for a further capability.
func (x *exchange) need(capability string) error {
	if !x.can(capability) {
		return unauthorized()
	}
	return nil
}

func (x *exchange) can(capability string) bool {
	return slices.Contains(x.key.capabilities, capability)
}

// inBucket asks for the right to a bucket.
func (x *exchange) inBucket(id string) error {
	if x.key.bucketIDs == nil || slices.Contains(x.key.bucketIDs, id) {
		return nil
	}
	return fail(http.StatusUnauthorized, api.CodeUnauthorized, "Bucket is not authorized: %s", id)
}

// onName asks for the right to a file name, or to a whole prefix.
func (x *exchange) onName(name string) error {
	if strings.HasPrefix(name, x.key.prefix) {
		return nil
	}
	return unauthorized()
}

// onVersion asks for the right to a version and its name.
func (x *exchange) onVersion(v *version) error {
	if err := x.inBucket(v.bucket.id); err != nil {
		return err
	}
	return x.onName(v.name)
}

// inAccount refuses an account ID that is not the key's.
func (e *Emulator) inAccount(id string) error {
	if id != e.store.account.ID {
		return badRequest("AccountId bad")
	}
	return nil
}

// wholeAccount refuses keys that are bound to buckets or to a prefix.
func (x *exchange) wholeAccount() error {
	if x.key.bucketIDs != nil || x.key.prefix != "" {
		return unauthorized()
	}
	return nil
}
