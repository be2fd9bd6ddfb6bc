// Package views holds the four views of the screen and the dock. A view is not
// a tea.Model: it gets messages from its owner, owns its cursor, scroll, marks,
// sort and filter, and answers with intents. It knows no engine: its owner fills
// it by typed setters with plain values.
//
// How an owner drives a view:
//
//   - Keys and pastes go to Update. While Typing is true they all do, before
//     any global key, since a text field is open in the view.
//   - The mouse goes to Press, DoubleClick and Wheel, in the view's own
//     coordinates; RowAt tells what lies under a position.
//   - After every Update, mouse call, setter and change of size the owner calls
//     Wants, which tells once what the view still needs (the next page of a
//     listing, another window of the queue).
//   - Intents are acted on at once. Refused is shown as a toast.
//
// All of it happens on the event loop; nothing here is safe for concurrent use.
package views
