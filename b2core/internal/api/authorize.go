package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// AuthorizeV4 is b2_authorize_account's reply at version 4, and what
// DecodeAuthorize turns the older shapes into.
type AuthorizeV4 struct {
	AccountID     string    `json:"accountId"`
	Token         string    `json:"authorizationToken"`
	KeyExpiration *int64    `json:"applicationKeyExpirationTimestamp"`
	APIInfo       APIInfoV4 `json:"apiInfo"`
}

// APIInfoV4 holds the addresses and rights by product; only storage concerns B2.
type APIInfoV4 struct {
	Storage StorageV4 `json:"storageApi"`
}

// StorageV4 says where to send calls and what the key may do.
type StorageV4 struct {
	APIURL              string  `json:"apiUrl"`
	DownloadURL         string  `json:"downloadUrl"`
	S3URL               string  `json:"s3ApiUrl"`
	RecommendedPartSize int64   `json:"recommendedPartSize"`
	MinimumPartSize     int64   `json:"absoluteMinimumPartSize"`
	Allowed             Allowed `json:"allowed"`
}

// Allowed is what a key may do. Buckets null: every bucket.
type Allowed struct {
	Capabilities []string        `json:"capabilities"`
	Buckets      []AllowedBucket `json:"buckets"`
	NamePrefix   *string         `json:"namePrefix"`
}

// AllowedBucket is a bucket of a restricted key; Name is null when it was deleted.
type AllowedBucket struct {
	ID   string  `json:"id"`
	Name *string `json:"name"`
}

// AuthorizeV3 is the reply at version 3.
type AuthorizeV3 struct {
	AccountID     string    `json:"accountId"`
	Token         string    `json:"authorizationToken"`
	KeyExpiration *int64    `json:"applicationKeyExpirationTimestamp"`
	APIInfo       APIInfoV3 `json:"apiInfo"`
}

// APIInfoV3 is the product list of version 3.
type APIInfoV3 struct {
	Storage StorageV3 `json:"storageApi"`
}

// StorageV3 has the rights beside the addresses, for one bucket at most.
type StorageV3 struct {
	InfoType            string   `json:"infoType"`
	APIURL              string   `json:"apiUrl"`
	DownloadURL         string   `json:"downloadUrl"`
	S3URL               string   `json:"s3ApiUrl"`
	RecommendedPartSize int64    `json:"recommendedPartSize"`
	MinimumPartSize     int64    `json:"absoluteMinimumPartSize"`
	Capabilities        []string `json:"capabilities"`
	BucketID            *string  `json:"bucketId"`
	BucketName          *string  `json:"bucketName"`
	NamePrefix          *string  `json:"namePrefix"`
}

// AuthorizeV2 is the flat reply of versions 1 and 2. Version 1 adds
// minimumPartSize, an old name of the recommended size.
type AuthorizeV2 struct {
	AccountID           string    `json:"accountId"`
	Token               string    `json:"authorizationToken"`
	APIURL              string    `json:"apiUrl"`
	DownloadURL         string    `json:"downloadUrl"`
	S3URL               string    `json:"s3ApiUrl,omitempty"`
	RecommendedPartSize int64     `json:"recommendedPartSize"`
	MinimumPartSize     int64     `json:"absoluteMinimumPartSize"`
	MinimumPartSizeV1   int64     `json:"minimumPartSize,omitempty"`
	Allowed             AllowedV2 `json:"allowed"`
}

// AllowedV2 is what a key may do, in versions 1 and 2.
type AllowedV2 struct {
	Capabilities []string `json:"capabilities"`
	BucketID     *string  `json:"bucketId"`
	BucketName   *string  `json:"bucketName"`
	NamePrefix   *string  `json:"namePrefix"`
}

// DecodeAuthorize is ReadAuthorize of a reply that is there as a whole.
func DecodeAuthorize(body []byte) (AuthorizeV4, error) { return ReadAuthorize(bytes.NewReader(body)) }

// ReadAuthorize reads a reply of any version: "allowed" where it stands, else
// the fields of version 3, else those at the top of versions 1 and 2. An empty
// bucket list means what null means.
func ReadAuthorize(body io.Reader) (AuthorizeV4, error) {
	var all struct {
		AuthorizeV2
		KeyExpiration *int64 `json:"applicationKeyExpirationTimestamp"`
		APIInfo       *struct {
			Storage *struct {
				StorageV3
				Allowed *Allowed `json:"allowed"`
			} `json:"storageApi"`
		} `json:"apiInfo"`
	}
	if err := DecodeReply(body, &all); err != nil {
		return AuthorizeV4{}, fmt.Errorf("authorize reply: %w", err)
	}
	r := AuthorizeV4{AccountID: all.AccountID, Token: all.Token, KeyExpiration: all.KeyExpiration}
	if r.AccountID == "" || r.Token == "" {
		return AuthorizeV4{}, errors.New("authorize reply: no account or no token in it")
	}
	if all.APIInfo == nil {
		r.APIInfo.Storage = all.AuthorizeV2.storage()
		return r, r.check()
	}
	s := all.APIInfo.Storage
	if s == nil {
		return AuthorizeV4{}, errors.New("authorize reply: this key has no access to B2 storage")
	}
	r.APIInfo.Storage = s.StorageV3.storage()
	if s.Allowed != nil {
		r.APIInfo.Storage.Allowed = *s.Allowed
	}
	if len(r.APIInfo.Storage.Allowed.Buckets) == 0 {
		r.APIInfo.Storage.Allowed.Buckets = nil
	}
	return r, r.check()
}

func (r *AuthorizeV4) check() error {
	if r.APIInfo.Storage.APIURL == "" || r.APIInfo.Storage.DownloadURL == "" {
		return errors.New("authorize reply: no API address in it")
	}
	return nil
}

func (s *StorageV3) storage() StorageV4 {
	return StorageV4{
		APIURL: s.APIURL, DownloadURL: s.DownloadURL, S3URL: s.S3URL,
		RecommendedPartSize: s.RecommendedPartSize, MinimumPartSize: s.MinimumPartSize,
		Allowed: oneBucket(s.Capabilities, s.BucketID, s.BucketName, s.NamePrefix),
	}
}

func (a *AuthorizeV2) storage() StorageV4 {
	recommended := a.RecommendedPartSize
	if recommended == 0 {
		recommended = a.MinimumPartSizeV1
	}
	w := a.Allowed
	return StorageV4{
		APIURL: a.APIURL, DownloadURL: a.DownloadURL, S3URL: a.S3URL,
		RecommendedPartSize: recommended, MinimumPartSize: a.MinimumPartSize,
		Allowed: oneBucket(w.Capabilities, w.BucketID, w.BucketName, w.NamePrefix),
	}
}

func oneBucket(caps []string, id, name, prefix *string) Allowed {
	a := Allowed{Capabilities: caps, NamePrefix: prefix}
	if id != nil && *id != "" {
		a.Buckets = []AllowedBucket{{ID: *id, Name: name}}
	}
	return a
}
