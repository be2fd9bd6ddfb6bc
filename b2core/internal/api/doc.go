// Package api holds what travels between a client and the B2 native API: one
// type a request and a reply, the header names, and the percent coding of file
// names. The client and the emulator both speak through it, so a misspelt field
// shows up at once against foreign clients and servers.
//
// A pointer means that the protocol tells null from a value; omitempty means
// that the field may be absent altogether. Times are milliseconds since 1970,
// sizes are bytes.
package api
