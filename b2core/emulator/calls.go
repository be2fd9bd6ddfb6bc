package emulator

import (
	"net/http"

	"b2tui/b2core/internal/api"
)

type lockMode int

const (
	lockRead lockMode = iota
	lockWrite
	lockNone // the call locks by itself, since it reads content
)

// call is one row of the table of calls. A JSON call has run; one that moves
// content has stream and settles authority by itself.
type call struct {
	class      Class
	capability string // empty: settled by the call
	lock       lockMode
	get        bool // also as GET, arguments in the query
	run        func(*Emulator, *exchange) (any, error)
	stream     func(*Emulator, *exchange) error
	download   bool // GET and HEAD
	noPost     bool
}

func (c call) allows(method string) error {
	switch method {
	case http.MethodPost:
		if !c.noPost {
			return nil
		}
	case http.MethodGet:
		if c.get || c.download {
			return nil
		}
	case http.MethodHead:
		if c.download {
			return nil
		}
	}
	return fail(http.StatusMethodNotAllowed, "method_not_allowed", "%s is not supported here", method)
}

func callTable() map[string]call {
	read := func(class Class, capability string, run func(*Emulator, *exchange) (any, error)) call {
		return call{class: class, capability: capability, lock: lockRead, get: true, run: run}
	}
	write := func(class Class, capability string, run func(*Emulator, *exchange) (any, error)) call {
		return call{class: class, capability: capability, lock: lockWrite, run: run}
	}
	return map[string]call{
		api.CallAuthorizeAccount: {class: ClassC, lock: lockRead, get: true, run: (*Emulator).authorizeAccount},

		api.CallCreateBucket: write(ClassC, "writeBuckets", (*Emulator).createBucket),
		api.CallUpdateBucket: write(ClassC, "writeBuckets", (*Emulator).updateBucket),
		api.CallDeleteBucket: write(ClassA, "deleteBuckets", (*Emulator).deleteBucket),
		api.CallListBuckets:  read(ClassC, "listBuckets", (*Emulator).listBuckets),

		api.CallGetBucketNotificationRule: read(ClassC, "readBucketNotifications", (*Emulator).getNotificationRules),
		api.CallSetBucketNotificationRule: write(ClassC, "writeBucketNotifications", (*Emulator).setNotificationRules),

		api.CallListFileNames:            read(ClassC, "listFiles", (*Emulator).listFileNames),
		api.CallListFileVersions:         read(ClassC, "listFiles", (*Emulator).listFileVersions),
		api.CallListUnfinishedLargeFiles: read(ClassC, "listFiles", (*Emulator).listUnfinished),
		api.CallGetFileInfo:              read(ClassB, "readFiles", (*Emulator).getFileInfo),
		api.CallHideFile:                 write(ClassA, "writeFiles", (*Emulator).hideFile),
		api.CallDeleteFileVersion:        write(ClassA, "deleteFiles", (*Emulator).deleteFileVersion),

		api.CallUpdateFileRetention: {class: ClassA, lock: lockWrite, run: (*Emulator).updateFileRetention},
		api.CallUpdateFileLegalHold: {class: ClassA, lock: lockWrite, run: (*Emulator).updateFileLegalHold},

		api.CallGetUploadURL:     read(ClassA, "writeFiles", (*Emulator).getUploadURL),
		api.CallGetUploadPartURL: read(ClassA, "writeFiles", (*Emulator).getUploadPartURL),
		api.CallUploadFile:       {class: ClassA, stream: (*Emulator).uploadFile},
		api.CallUploadPart:       {class: ClassA, stream: (*Emulator).uploadPart},
		api.CallStartLargeFile:   write(ClassA, "writeFiles", (*Emulator).startLargeFile),
		api.CallListParts:        read(ClassC, "writeFiles", (*Emulator).listParts),
		api.CallFinishLargeFile:  write(ClassA, "writeFiles", (*Emulator).finishLargeFile),
		api.CallCancelLargeFile:  write(ClassA, "writeFiles", (*Emulator).cancelLargeFile),
		api.CallCopyFile:         {class: ClassC, lock: lockNone, run: (*Emulator).copyFile},
		api.CallCopyPart:         {class: ClassC, lock: lockNone, run: (*Emulator).copyPart},

		api.CallDownloadFileByID:         {class: ClassB, download: true, stream: (*Emulator).downloadByID},
		api.CallDownloadFileByName:       {class: ClassB, download: true, noPost: true, stream: (*Emulator).downloadByName},
		api.CallGetDownloadAuthorization: read(ClassC, "shareFiles", (*Emulator).getDownloadAuthorization),

		api.CallCreateKey: write(ClassC, "writeKeys", (*Emulator).createKey),
		api.CallListKeys:  read(ClassC, "listKeys", (*Emulator).listKeys),
		api.CallDeleteKey: write(ClassA, "deleteKeys", (*Emulator).deleteKey),
	}
}
