package b2core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// Content in memory is stored, listed and fetched again, proved by its hash.
func Example() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "2026/beach.jpg", Source: b2core.BytesSource([]byte("not really a photo")),
	})
	if err != nil {
		log.Fatal(err)
	}
	for file, err := range c.Names(ctx, bucket.ID, b2core.ListOptions{Prefix: "2026/", Delimiter: "/"}) {
		if err != nil {
			log.Fatal(err)
		}
		var content b2core.Buffer
		verdict, err := c.Download(ctx, b2core.DownloadRequest{File: file, Target: &content})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s, %d bytes: %s (proved: %t)\n", file.Name, file.Size, content.Bytes(), verdict == b2core.Verified)
	}
	// Output: 2026/beach.jpg, 18 bytes: not really a photo (proved: true)
}

// A login tells what the key may do. It comes by itself with the first call; to
// ask for it shows early whether ID and key are right.
func ExampleClient_Authorize() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	account, err := c.Authorize(ctx)
	if err != nil {
		log.Fatal(err, b2core.Hint(err))
	}
	fmt.Println("may write:", account.Allowed.Can(b2core.WriteFiles))
	fmt.Println("bound to buckets:", account.Allowed.Buckets != nil)
	// Output:
	// may write: true
	// bound to buckets: false
}

// A key of an hour's life, for one bucket and reading only. The service shows its
// secret now and never again.
func ExampleClient_CreateKey() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	key, err := c.CreateKey(ctx, b2core.KeySpec{
		Name: "reader", Capabilities: []b2core.Capability{b2core.ListFiles, b2core.ReadFiles},
		BucketIDs: []string{bucket.ID}, ValidFor: time.Hour,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key.Name, key.Capabilities, key.Secret, key.Secret.Reveal() != "")
	// Output: reader [listFiles readFiles] *** true
}

// Keys are shown without their secrets, the master key not at all.
func ExampleClient_Keys() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	for _, name := range []string{"laptop", "server"} {
		_, err := c.CreateKey(ctx, b2core.KeySpec{Name: name, Capabilities: []b2core.Capability{b2core.ListBuckets}})
		if err != nil {
			log.Fatal(err)
		}
	}
	var names []string
	for key, err := range c.Keys(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		names = append(names, key.Name)
	}
	slices.Sort(names) // they come in the order of their IDs
	fmt.Println(names)
	// Output: [laptop server]
}

// A folder is listed without what lies below its own folders.
func ExampleClient_Names() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"2025/a.jpg", "2026/raw/b.dng", "2026/c.jpg", "notes.txt"} {
		_, err := c.Upload(ctx, b2core.UploadRequest{BucketID: bucket.ID, Name: name, Source: b2core.BytesSource(nil)})
		if err != nil {
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

// Every photo of a year, however deep.
func ExampleClient_Glob() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"2025/a.jpg", "2026/raw/b.dng", "2026/raw/b.jpg", "2026/c.jpg"} {
		_, err := c.Upload(ctx, b2core.UploadRequest{BucketID: bucket.ID, Name: name, Source: b2core.BytesSource(nil)})
		if err != nil {
			log.Fatal(err)
		}
	}
	for file, err := range c.Glob(ctx, bucket.ID, "2026/**/*.jpg") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(file.Name)
	}
	// Output:
	// 2026/c.jpg
	// 2026/raw/b.jpg
}

// A local file is stored with the time of its last change. Large ones go in parts,
// several at once.
func ExampleClient_Upload() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	photo := filepath.Join(dir, "beach.jpg")
	if err := os.WriteFile(photo, []byte("not really a photo"), 0o600); err != nil {
		log.Fatal(err)
	}

	source, err := b2core.OpenLocalSource(photo)
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	var progress b2core.Progress // may be read while the upload runs
	file, err := c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "2026/beach.jpg", Source: source, ModTime: source.Info().ModTime(),
		Steering: b2core.Steering{Progress: &progress, Pace: b2core.NewPace(10_000_000)}, // bytes per second
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.Name, file.ContentType, progress.Done(), "of", progress.Total())
	// Output: 2026/beach.jpg image/jpeg 18 of 18
}

// A file comes into a local folder. Its name appears there when everything is
// there and proved by the hash, and never before.
func ExampleClient_Download() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "2026/beach.jpg", Source: b2core.BytesSource([]byte("not really a photo")),
	})
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	file, err := c.Stat(ctx, bucket.ID, "2026/beach.jpg")
	if err != nil {
		log.Fatal(err)
	}
	photo := filepath.Join(dir, "beach.jpg")
	target, err := b2core.OpenLocalTarget(photo, b2core.TargetOptions{ModTime: file.ModTime()})
	if err != nil {
		log.Fatal(err)
	}
	defer target.Close()
	verdict, err := c.Download(ctx, b2core.DownloadRequest{File: file, Target: target})
	if err != nil {
		log.Fatal(err)
	}
	content, err := os.ReadFile(photo)
	fmt.Println(string(content), verdict == b2core.Verified, err)
	// Output: not really a photo true <nil>
}

// A copy is made inside the service, whatever the size, with what belongs to it.
func ExampleClient_Copy() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	source, err := c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "beach.jpg", Source: b2core.BytesSource([]byte("not really a photo")),
		Info: map[string]string{"camera": "old"},
	})
	if err != nil {
		log.Fatal(err)
	}
	whole, err := c.CopyFile(ctx, source, bucket.ID, "2026/beach.jpg")
	if err != nil {
		log.Fatal(err)
	}
	start, err := c.Copy(ctx, b2core.CopyRequest{
		Source: source, Name: "start", Length: 3, Metadata: &b2core.Metadata{ContentType: "text/plain"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(whole.Name, whole.Size, whole.ContentType, whole.Info["camera"])
	fmt.Println(start.Name, start.Size, start.ContentType)
	// Output:
	// 2026/beach.jpg 18 image/jpeg old
	// start 3 text/plain
}

// A large file is made by hand: one part is sent, one is a stored file. All but the
// last have the least size of a part, which is 5 MB on the real service.
func ExampleClient_StartLargeFile() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{MinimumPartSize: 10})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := c.Upload(ctx, b2core.UploadRequest{
		BucketID: bucket.ID, Name: "tail", Source: b2core.BytesSource([]byte("and the rest")),
	})
	if err != nil {
		log.Fatal(err)
	}
	large, err := c.StartLargeFile(ctx, b2core.UploadRequest{BucketID: bucket.ID, Name: "film", ContentType: "text/plain"})
	if err != nil {
		log.Fatal(err)
	}
	head, err := c.UploadPart(ctx, b2core.PartRequest{FileID: large.ID, Number: 1, Source: b2core.BytesSource([]byte("the beginning "))})
	if err != nil {
		log.Fatal(err)
	}
	tail, err := c.CopyPart(ctx, b2core.CopyPartRequest{FileID: large.ID, Number: 2, Source: stored})
	if err != nil {
		log.Fatal(err)
	}
	file, err := c.FinishLargeFile(ctx, large.ID, []string{head.SHA1, tail.SHA1})
	if err != nil {
		log.Fatal(err)
	}
	var content bytes.Buffer
	if _, err := c.ReadFile(ctx, b2core.ReadRequest{File: file}, &content); err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.Name, file.Size, content.String())
	// Output: film 26 the beginning and the rest
}

// Whoever has the address and the token reads what lies below the prefix.
func ExampleClient_GetDownloadAuthorization() {
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
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
	// The emulator stands in for the service: with a real account leave it out,
	// and with it Realm and Transport.
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer b2.Close()
	c := b2core.New(
		b2core.Credentials{KeyID: b2.KeyID(), Key: b2core.NewSecret(b2.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: b2.Transport()},
	)
	defer c.Close()
	ctx := context.Background()
	bucket, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "holiday-photos"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.BucketByName(ctx, "nobody-has-this")
	fmt.Println(errors.Is(err, b2core.ErrNotFound))
	_, err = c.CreateBucket(ctx, b2core.BucketSpec{Name: bucket.Name})
	fmt.Println(errors.Is(err, b2core.ErrExists), "-", b2core.Hint(err))
	// Output:
	// true
	// true - use the bucket as it is, or choose another name
}
