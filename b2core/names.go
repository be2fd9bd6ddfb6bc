package b2core

import "sync"

// nameCache remembers the names of buckets, for messages and addresses only:
// calls go by ID.
type nameCache struct {
	mu   sync.RWMutex // guards byID
	byID map[string]string
}

func (n *nameCache) put(id, name string) {
	if name == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.byID == nil {
		n.byID = map[string]string{}
	}
	n.byID[id] = name
}

func (n *nameCache) drop(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.byID, id)
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
