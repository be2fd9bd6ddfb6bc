package b2core

import (
	"strings"
	"sync"
)

// nameCache remembers which names and IDs of buckets belong together. A bucket
// that was deleted, or that the service does not know any more, is dropped.
type nameCache struct {
	mu     sync.RWMutex // guards the maps
	byID   map[string]string
	byName map[string]string // IDs, by the name in lower case
}

func (n *nameCache) put(id, name string) {
	if name == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.byID == nil {
		n.byID, n.byName = map[string]string{}, map[string]string{}
	}
	n.byID[id] = name
	n.byName[strings.ToLower(name)] = id
}

func (n *nameCache) drop(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	// The name may belong to another bucket by now.
	if name := strings.ToLower(n.byID[id]); n.byName[name] == id {
		delete(n.byName, name)
	}
	delete(n.byID, id)
}

// id is the ID that a name belongs to as far as known, else empty.
func (n *nameCache) id(name string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.byName[strings.ToLower(name)]
}

// label is the bucket's name as far as known, else its ID.
func (n *nameCache) label(id string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if name := n.byID[id]; name != "" {
		return name
	}
	return id
}
