package b2core_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// open makes a B2 in memory and a client on it. With the real service only
// Credentials differ: a key ID, a key, and no realm.
func open() (*b2core.Client, func()) {
	e, err := emulator.New(emulator.Options{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	c := b2core.New(
		b2core.Credentials{KeyID: e.KeyID(), Key: b2core.NewSecret(e.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: e.Transport()},
	)
	return c, func() {
		c.Close()
		_ = e.Close()
	}
}

func Example_login() {
	c, closeAll := open()
	defer closeAll()
	account, err := c.Authorize(context.Background())
	if err != nil {
		log.Fatal(err, b2core.Hint(err))
	}
	fmt.Println(account.Allowed.Can(b2core.WriteFiles), account.Allowed.Buckets == nil)
	// Output: true true
}

func Example_uploadListDownload() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	source := &memory{data: []byte("not really a photo")}
	if _, err := c.Upload(ctx, b2core.UploadRequest{BucketID: bucket.ID, Name: "2026/beach.jpg", Source: source}); err != nil {
		log.Fatal(err)
	}
	for file, err := range c.Names(ctx, bucket.ID, b2core.ListOptions{Prefix: "2026/", Delimiter: "/"}) {
		if err != nil {
			log.Fatal(err)
		}
		target := &memory{}
		verdict, err := c.Download(ctx, b2core.DownloadRequest{File: file, Target: target})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(file.Name, file.Size, string(target.data), verdict == b2core.Verified)
	}
	// Output: 2026/beach.jpg 18 not really a photo true
}

func ExampleClient_CreateKey() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	_, err := c.CreateKey(ctx, b2core.KeySpec{Name: "reader", Capabilities: []b2core.Capability{b2core.ListFiles, b2core.ReadFiles}, ValidFor: 24 * time.Hour})
	if err != nil {
		log.Fatal(err)
	}
	for key, err := range c.Keys(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(key.Name, key.Capabilities)
	}
	// Output: reader [listFiles readFiles]
}
