package api

// The retention modes and the values of a legal hold.
const (
	RetentionGovernance = "governance"
	RetentionCompliance = "compliance"
	LegalHoldOn         = "on"
	LegalHoldOff        = "off"
)

// UpdateRetentionRequest sets a version's retention; both fields of Retention
// null lift it.
type UpdateRetentionRequest struct {
	FileName         string    `json:"fileName"`
	FileID           string    `json:"fileId"`
	Retention        Retention `json:"fileRetention"`
	BypassGovernance bool      `json:"bypassGovernance,omitempty"`
}

// UpdateRetentionResponse tells the retention as it is now, without the wrapper
// that listings put around it.
type UpdateRetentionResponse struct {
	FileName  string    `json:"fileName"`
	FileID    string    `json:"fileId"`
	Retention Retention `json:"fileRetention"`
}

// LegalHold is b2_update_file_legal_hold's request and its reply.
type LegalHold struct {
	FileName  string `json:"fileName"`
	FileID    string `json:"fileId"`
	LegalHold string `json:"legalHold"`
}
