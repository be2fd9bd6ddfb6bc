package api

import "github.com/go-json-experiment/json/jsontext"

// Replication is a bucket's part in copying to other buckets; both halves null
// clears it.
type Replication struct {
	Source      *ReplicationSource      `json:"asReplicationSource"`
	Destination *ReplicationDestination `json:"asReplicationDestination"`
}

// ReplicationSource sends files on with a key of the source's account.
type ReplicationSource struct {
	Rules []ReplicationRule `json:"replicationRules"`
	KeyID string            `json:"sourceApplicationKeyId"`
}

// ReplicationRule says what goes where. A larger priority wins.
type ReplicationRule struct {
	Name                 string         `json:"replicationRuleName"`
	DestinationBucketID  string         `json:"destinationBucketId"`
	FileNamePrefix       string         `json:"fileNamePrefix"`
	IncludeExistingFiles bool           `json:"includeExistingFiles"`
	IsEnabled            bool           `json:"isEnabled"`
	Priority             int            `json:"priority"`
	Unknown              jsontext.Value `json:",embed"`
}

// ReplicationDestination says which key writes for which source key.
type ReplicationDestination struct {
	KeyMapping map[string]string `json:"sourceToDestinationKeyMapping"`
}

// NotificationRule tells a web hook of events. The last two fields are the
// service's; what is sent in them is ignored.
type NotificationRule struct {
	Name              string             `json:"name"`
	EventTypes        []string           `json:"eventTypes"`
	IsEnabled         bool               `json:"isEnabled"`
	ObjectNamePrefix  string             `json:"objectNamePrefix"`
	MaxEventsPerBatch *int               `json:"maxEventsPerBatch,omitempty"`
	Target            NotificationTarget `json:"targetConfiguration"`
	IsSuspended       *bool              `json:"isSuspended,omitempty"`
	SuspensionReason  *string            `json:"suspensionReason,omitempty"`
	Unknown           jsontext.Value     `json:",embed"`
}

// NotificationTarget is a web hook. Headers null and the empty list read back
// as they were set.
type NotificationTarget struct {
	Type    string                `json:"targetType"`
	URL     string                `json:"url"`
	Headers *[]NotificationHeader `json:"customHeaders"`
	Secret  *string               `json:"hmacSha256SigningSecret"`
	Unknown jsontext.Value        `json:",embed"`
}

// NotificationHeader goes along with a notification.
type NotificationHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// TargetWebhook is the one type of target.
const TargetWebhook = "webhook"

// NotificationRules is what b2_get_bucket_notification_rules answers, and what
// b2_set_bucket_notification_rules takes and answers: it replaces all rules.
type NotificationRules struct {
	BucketID string             `json:"bucketId"`
	Rules    []NotificationRule `json:"eventNotificationRules"`
}
