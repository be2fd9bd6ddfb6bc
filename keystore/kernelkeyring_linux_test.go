package keystore

import (
	"testing"

	"b2tui/b2core"
)

func (k kernelKeyring) holds(name string) bool { _, ok := k.get(name); return ok }

func TestKernelKeyring(t *testing.T) {
	k := kernelKeyring{t.TempDir()}
	if k.set("work", b2core.NewSecret("probe")); !k.holds("work") {
		t.Skip("this kernel keeps no keys for this process")
	}
	defer k.forget("work")
	for _, secret := range []string{"one", "two"} {
		k.set("work", b2core.NewSecret(secret))
		if got, ok := k.get("work"); !ok || got.Reveal() != secret {
			t.Fatalf("%q, %v", got.Reveal(), ok)
		}
	}
	if (kernelKeyring{t.TempDir()}).holds("work") {
		t.Error("another folder's secret was found")
	}
	k.forget("work")
	if k.holds("work") {
		t.Error("found after it was forgotten")
	}
}
