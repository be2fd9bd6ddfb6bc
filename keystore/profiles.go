package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Profile is one set of credentials without its secret.
type Profile struct {
	Name     string `toml:"-"`
	KeyID    string `toml:"key_id"`
	Realm    string `toml:"realm,omitempty"`   // as in b2core.Credentials
	Secret   string `toml:"secret"`            // the Kind of the store that holds it
	KeyEnv   string `toml:"key_env,omitempty"` // the environment variable that holds it instead
	ReadOnly bool   `toml:"read_only,omitempty"`
}

// Profiles are the known profiles, in profiles.toml. There is no secret among
// them. The zero value has none.
type Profiles struct {
	defaultName string
	byName      map[string]Profile
}

// ErrNoProfile says that no profile has this name.
var ErrNoProfile = errors.New("no such profile")

type profilesFile struct {
	Default  string             `toml:"default,omitempty"`
	Profiles map[string]Profile `toml:"profile,omitempty"`
}

const profilesHead = "# Written by b2tui. It holds no secrets.\n\n"

// LoadProfiles reads profiles.toml; a file that is not there has no profiles.
func LoadProfiles(path string) (*Profiles, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Profiles{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	var file profilesFile
	d := toml.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("read profiles in %s: %w", path, where(err))
	}
	return &Profiles{defaultName: file.Default, byName: file.Profiles}, nil
}

// Save writes profiles.toml: all of it or, if that fails, nothing.
func (p *Profiles) Save(path string) error {
	content, err := toml.Marshal(profilesFile{Default: p.defaultName, Profiles: p.byName})
	if err == nil {
		err = writeFile(path, append([]byte(profilesHead), content...))
	}
	if err != nil {
		return fmt.Errorf("save profiles: %w", err)
	}
	return nil
}

// Get returns a profile; an empty name means the default one.
func (p *Profiles) Get(name string) (Profile, error) {
	if name == "" {
		name = p.defaultName
	}
	found, ok := p.byName[name]
	if !ok {
		return Profile{}, fmt.Errorf("profile %q: %w", name, ErrNoProfile)
	}
	found.Name = name
	return found, nil
}

// Default is the default profile's name, empty if there is none.
func (p *Profiles) Default() string { return p.defaultName }

// All returns the profiles ordered by name.
func (p *Profiles) All() []Profile {
	all := make([]Profile, 0, len(p.byName))
	for name, profile := range p.byName {
		profile.Name = name
		all = append(all, profile)
	}
	slices.SortFunc(all, func(a, b Profile) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Put adds or replaces a profile. The first one becomes the default.
func (p *Profiles) Put(profile Profile) {
	if p.byName == nil {
		p.byName = map[string]Profile{}
	}
	p.byName[profile.Name] = profile
	if p.defaultName == "" {
		p.defaultName = profile.Name
	}
}

// Remove takes a profile out. If it was the default, there is none until the
// next Put.
func (p *Profiles) Remove(name string) {
	delete(p.byName, name)
	if p.defaultName == name {
		p.defaultName = ""
	}
}

// where adds the line to what the decoder says.
func where(err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		line, _ := strict.Errors[0].Position()
		return fmt.Errorf("line %d: unknown key %s", line, strings.Join(strict.Errors[0].Key(), "."))
	}
	if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := bad.Position()
		return fmt.Errorf("line %d, column %d: %w", line, column, err)
	}
	return err
}
