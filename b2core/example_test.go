package b2core_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"
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

// A folder is listed without what lies below its own folders.
func ExampleClient_Names() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"2025/a.jpg", "2026/raw/b.dng", "2026/c.jpg", "notes.txt"} {
		if _, err := c.Upload(ctx, b2core.UploadRequest{BucketID: bucket.ID, Name: name, Source: &memory{}}); err != nil {
			log.Fatal(err)
		}
	}
	for _, folder := range []string{"", "2026/"} {
		for file, err := range c.Names(ctx, bucket.ID, b2core.ListOptions{Prefix: folder, Delimiter: "/"}) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(file.Name, file.IsFolder())
		}
	}
	// Output:
	// 2025/ true
	// 2026/ true
	// notes.txt false
	// 2026/c.jpg false
	// 2026/raw/ true
}

// A local file goes up and comes back beside it, with its time and proved by its
// hash. The second name appears when everything is there, and never before.
func ExampleClient_Upload() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "beach.jpg"), []byte("not really a photo"), 0o600); err != nil {
		log.Fatal(err)
	}
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	source, err := b2core.OpenLocalSource(filepath.Join(dir, "beach.jpg"))
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	file, err := c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "2026/beach.jpg", Source: source, ModTime: source.Info().ModTime(),
	})
	if err != nil {
		log.Fatal(err)
	}
	target, err := b2core.OpenLocalTarget(filepath.Join(dir, "again.jpg"), b2core.TargetOptions{ModTime: file.ModTime()})
	if err != nil {
		log.Fatal(err)
	}
	defer target.Close()
	verdict, err := c.Download(ctx, b2core.DownloadRequest{File: file, Target: target})
	if err != nil {
		log.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(dir, "again.jpg"))
	fmt.Println(file.ContentType, string(again), verdict == b2core.Verified, err)
	// Output: image/jpeg not really a photo true <nil>
}

// A copy is made inside the service, whatever the size, with what belongs to it.
func ExampleClient_Copy() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	source, err := c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "beach.jpg", Source: &memory{data: []byte("not really a photo")}, Info: map[string]string{"camera": "old"},
	})
	if err != nil {
		log.Fatal(err)
	}
	whole, err := c.CopyFile(ctx, source, bucket.ID, "2026/beach.jpg")
	if err != nil {
		log.Fatal(err)
	}
	start, err := c.Copy(ctx, b2core.CopyRequest{Source: source, Name: "start", Length: 3, Metadata: &b2core.Metadata{ContentType: "text/plain"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(whole.Name, whole.Size, whole.ContentType, whole.Info["camera"])
	fmt.Println(start.Name, start.Size, start.ContentType)
	// Output:
	// 2026/beach.jpg 18 image/jpeg old
	// start 3 text/plain
}

// Whoever has the address and the token reads what lies below the prefix.
func ExampleClient_GetDownloadAuthorization() {
	c, closeAll := open()
	defer closeAll()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	token, err := c.GetDownloadAuthorization(ctx, b2core.DownloadGrant{BucketID: bucket.ID, Prefix: "2026/", ValidFor: time.Hour})
	if err != nil {
		log.Fatal(err)
	}
	address, err := c.FileURL(ctx, bucket.Name, "2026/am Strand.jpg")
	if err != nil {
		log.Fatal(err)
	}
	link := address + "?Authorization=" + url.QueryEscape(token.Reveal())
	fmt.Println(address, len(link) > len(address), token)
	// Output: http://emulator.invalid/file/holiday-photos/2026/am%20Strand.jpg true ***
}

// An error says what a person can do, and matches a sentinel.
func ExampleHint() {
	c, closeAll := open()
	defer closeAll()
	_, err := c.BucketByName(context.Background(), "nobody-has-this")
	fmt.Println(errors.Is(err, b2core.ErrNotFound))
	_, err = c.CreateBucket(context.Background(), b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.CreateBucket(context.Background(), b2core.BucketSpec{Name: "holiday-photos"})
	fmt.Println(errors.Is(err, b2core.ErrExists), "-", b2core.Hint(err))
	// Output:
	// true
	// true - use the bucket as it is, or choose another name
}
