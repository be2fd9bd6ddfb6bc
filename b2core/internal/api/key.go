package api

// Key is an application key in the replies of create, list and delete. Version
// 4 has BucketIDs, the older ones BucketID; Secret stands in create's reply only.
type Key struct {
	AccountID    string   `json:"accountId"`
	KeyID        string   `json:"applicationKeyId"`
	Secret       string   `json:"applicationKey,omitempty"`
	Name         string   `json:"keyName"`
	Capabilities []string `json:"capabilities"`
	BucketIDs    []string `json:"bucketIds"`
	NamePrefix   *string  `json:"namePrefix"`
	Expiration   *int64   `json:"expirationTimestamp"`
	Options      []string `json:"options"`
}

// KeyV3 is a key in versions 1 to 3.
type KeyV3 struct {
	AccountID    string   `json:"accountId"`
	KeyID        string   `json:"applicationKeyId"`
	Secret       string   `json:"applicationKey,omitempty"`
	Name         string   `json:"keyName"`
	Capabilities []string `json:"capabilities"`
	BucketID     *string  `json:"bucketId"`
	NamePrefix   *string  `json:"namePrefix"`
	Expiration   *int64   `json:"expirationTimestamp"`
	Options      []string `json:"options"`
}

// CreateKeyRequest makes a key. BucketIDs belongs to version 4, BucketID to the
// older ones.
type CreateKeyRequest struct {
	AccountID    string   `json:"accountId"`
	Capabilities []string `json:"capabilities"`
	KeyName      string   `json:"keyName"`
	ValidSeconds *int64   `json:"validDurationInSeconds,omitempty"`
	BucketIDs    []string `json:"bucketIds,omitempty"`
	BucketID     *string  `json:"bucketId,omitempty"`
	NamePrefix   *string  `json:"namePrefix,omitempty"`
}

// ListKeysRequest asks for a page of keys.
type ListKeysRequest struct {
	AccountID   string  `json:"accountId"`
	MaxKeyCount *int    `json:"maxKeyCount,omitempty"`
	StartKeyID  *string `json:"startApplicationKeyId,omitempty"`
}

// ListKeysResponse ends with a null NextKeyID.
type ListKeysResponse struct {
	Keys      []Key   `json:"keys"`
	NextKeyID *string `json:"nextApplicationKeyId"`
}

// ListKeysResponseV3 is the page of versions 1 to 3.
type ListKeysResponseV3 struct {
	Keys      []KeyV3 `json:"keys"`
	NextKeyID *string `json:"nextApplicationKeyId"`
}

// DeleteKeyRequest withdraws a key; the reply is the key.
type DeleteKeyRequest struct {
	KeyID string `json:"applicationKeyId"`
}
