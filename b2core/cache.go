package b2core

import (
	"strings"
	"sync"
)

// Cache remembers which IDs and names of buckets belong together, so that a
// name can be turned into an ID without a call. It belongs to one account, and
// its methods are safe for concurrent use. What it says may be out of date: the
// client drops an ID that the service does not know any more, or that was deleted.
type Cache interface {
	ID(name string) string // names are compared without case; empty: not known
	Name(id string) string // empty: not known
	// Put takes a pair in. A name that belonged to another ID, or an ID that had
	// another name, belongs to this pair from now on.
	Put(id, name string)
	Drop(id string)
	// Replace forgets all and takes in these names, by their IDs.
	Replace(names map[string]string)
}

// NoCache is a Cache that remembers nothing: every look-up is a call.
type NoCache struct{}

func (NoCache) ID(string) string          { return "" }
func (NoCache) Name(string) string        { return "" }
func (NoCache) Put(_, _ string)           {}
func (NoCache) Drop(string)               {}
func (NoCache) Replace(map[string]string) {}

// InMemoryCache is the Cache that a client makes for itself. The zero value is
// empty and ready.
type InMemoryCache struct {
	mu     sync.RWMutex // guards the maps
	byID   map[string]string
	byName map[string]string // IDs, by the name in lower case
}

// Put implements Cache.
func (n *InMemoryCache) Put(id, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.put(id, name)
}

func (n *InMemoryCache) put(id, name string) {
	if n.byID == nil {
		n.byID, n.byName = map[string]string{}, map[string]string{}
	}
	n.drop(n.byName[strings.ToLower(name)])
	n.drop(id)
	n.byID[id] = name
	n.byName[strings.ToLower(name)] = id
}

// Drop implements Cache.
func (n *InMemoryCache) Drop(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.drop(id)
}

func (n *InMemoryCache) drop(id string) {
	if name, ok := n.byID[id]; ok {
		delete(n.byName, strings.ToLower(name))
		delete(n.byID, id)
	}
}

// Replace implements Cache.
func (n *InMemoryCache) Replace(names map[string]string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.byID, n.byName = nil, nil
	for id, name := range names {
		n.put(id, name)
	}
}

// ID implements Cache.
func (n *InMemoryCache) ID(name string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.byName[strings.ToLower(name)]
}

// Name implements Cache.
func (n *InMemoryCache) Name(id string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.byID[id]
}

// nameCache is the client's use of a Cache.
type nameCache struct{ kept Cache }

func (n nameCache) put(id, name string) {
	if name != "" {
		n.kept.Put(id, name)
	}
}

func (n nameCache) drop(id string) {
	if id != "" {
		n.kept.Drop(id)
	}
}

func (n nameCache) id(name string) string { return n.kept.ID(name) }

// label is the bucket's name as far as known, else its ID.
func (n nameCache) label(id string) string {
	if name := n.kept.Name(id); name != "" {
		return name
	}
	return id
}
