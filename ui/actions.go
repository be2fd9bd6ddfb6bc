package ui

// Action names something that the account, the key or a read-only profile may
// forbid.
type Action string

// The actions that can be forbidden.
const (
	ActCopy         Action = "copy"
	ActMove         Action = "move"
	ActRename       Action = "rename"
	ActSync         Action = "sync"
	ActNewFolder    Action = "new folder"
	ActHide         Action = "hide"
	ActDelete       Action = "delete"
	ActUnhide       Action = "show again"
	ActUnfinished   Action = "unfinished uploads"
	ActBucketCreate Action = "create bucket"
	ActBucketDelete Action = "delete bucket"
	ActKeyCreate    Action = "create key"
	ActKeyDelete    Action = "delete key"
	ActQueue        Action = "change the queue"
)

// Can says what may not be done, and why: a reason for the action, as a
// person reads it ("this key lacks deleteFiles"). What is absent is allowed;
// a nil Can allows all.
type Can map[Action]string
