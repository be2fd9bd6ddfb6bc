// Package model is the screen's model tree: the state, the messages, the
// commands and the routing of the Bubble Tea program. It draws nothing itself
// (packages ui, ui/dialog and ui/views do) and moves no byte (packages b2core
// and transfer do); it decides who gets which event.
//
// App is the only tea.Model. Update takes a message by its class, in this
// order, and hands it to one function of the class:
//
//	lifecycle   size, colours, focus, leaving            lifecycle.go
//	engine      results of commands, snapshots, ticks    route_engine.go
//	dialog      keys and paste while a dialog is open     dialogs.go
//	keys        global keys, then the view with focus     route_key.go
//	mouse       by what lies under the pointer            route_mouse.go
//
// A view answers an event with an intent, intents.go acts on it at once, a
// command does what takes time, its result comes back as one typed message
// that names who asked and which generation of that place it was for. A result
// for a place that was left is dropped, and leaving cancels the listing.
//
// Nothing in Update or View waits for a file, the network or a terminal. All
// methods of App run on the event loop; nothing here is safe for concurrent
// use unless it says so.
package model
