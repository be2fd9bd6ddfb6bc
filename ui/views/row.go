package views

// Kind says what a row of a file pane is.
type Kind uint8

// The kinds. Folders, buckets and the parent stand before the others.
const (
	KindFile Kind = iota
	KindFolder
	KindBucket      // a bucket, where a remote pane shows them all
	KindParent      // "..", made by the pane itself
	KindLink        // a symbolic link (local)
	KindSpecial     // a device, socket or pipe (local): cannot be transferred
	KindPlaceholder // an empty file that stands for a folder
)

// Row is one entry of a folder.
type Row struct {
	Name     string // raw, without its folder and without a final slash
	ID       string // remote: of the newest file version
	Size     int64  // bytes; negative: unknown
	ModMilli int64  // milliseconds since 1970; 0: unknown
	Kind     Kind
}

// IsDir tells whether the row can be gone into.
func (r Row) IsDir() bool { return r.Kind == KindFolder || r.Kind == KindBucket }

// Problem is an error as a person reads it: what went wrong, more about it,
// and what to do. All raw.
type Problem struct{ Title, Detail, Hint string }

// Summary counts what is marked.
type Summary struct {
	Count   int
	Folders int   // of Count
	Bytes   int64 // of the files; folders are not counted
}
