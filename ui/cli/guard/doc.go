// Package guard holds the walls of the tree: which package may import which,
// where goroutines start, where state may live, what the binary must not link.
// It is tests only; they read the whole module.
package guard
