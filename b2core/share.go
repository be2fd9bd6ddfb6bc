package b2core

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"b2tui/b2core/internal/api"
)

// DownloadGrant says what GetDownloadAuthorization opens.
type DownloadGrant struct {
	BucketID string
	Prefix   string        // of file names; empty: the whole bucket
	ValidFor time.Duration // whole seconds, one second to seven days
	// The headers that a download with the token answers in the place of the
	// file's own. Whoever uses the token has to ask for exactly these, see Query.
	ContentType string
	Headers
}

// maxGrant is the longest that a download token lives.
const maxGrant = 7 * day

// GetDownloadAuthorization makes a token that opens the files of a private
// bucket below a prefix by name, for anyone who has it. It goes to the end of
// FileURL's address as "?Authorization=TOKEN", or into the Authorization header.
func (c *Client) GetDownloadAuthorization(ctx context.Context, g DownloadGrant) (Secret, error) {
	op := "share " + remoteText(g.Prefix) + " in bucket " + c.names.label(g.BucketID)
	s, err := c.allowed(ctx, op, g.BucketID, "", ShareFiles)
	if err != nil {
		return Secret{}, err
	}
	if !s.account.Allowed.CanName(g.Prefix) {
		return Secret{}, asError(op, &NotAllowed{Name: g.Prefix, Prefix: s.account.Allowed.NamePrefix})
	}
	if g.ValidFor < time.Second || g.ValidFor > maxGrant {
		return Secret{}, fault(op, ErrBadRequest, "a download token is valid for one second to seven days")
	}
	var reply api.DownloadAuthorizationResponse
	err = c.call(ctx, request{op: op, name: api.CallGetDownloadAuthorization, body: api.DownloadAuthorizationRequest{
		BucketID: g.BucketID, FileNamePrefix: g.Prefix, ValidSeconds: int64(g.ValidFor / time.Second),
		ContentDisposition: optional(g.ContentDisposition), ContentLanguage: optional(g.ContentLanguage), Expires: optional(httpTime(g.Expires)),
		CacheControl: optional(g.CacheControl), ContentEncoding: optional(g.ContentEncoding), ContentType: optional(g.ContentType),
	}}, &reply, func() bool { return reply.Token != "" })
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(reply.Token), nil
}

// Query is what the address of a download with the token must carry beside the
// token: the headers that the grant replaces.
func (g DownloadGrant) Query() url.Values {
	q := url.Values{}
	for key, value := range map[string]string{
		"b2ContentDisposition": g.ContentDisposition, "b2ContentLanguage": g.ContentLanguage, "b2Expires": httpTime(g.Expires),
		"b2CacheControl": g.CacheControl, "b2ContentEncoding": g.ContentEncoding, "b2ContentType": g.ContentType,
	} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return q
}

func httpTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(http.TimeFormat)
}

// FileURL returns the address of a name, without a call once the client has
// logged in. It opens for anyone if the bucket is public.
func (c *Client) FileURL(ctx context.Context, bucket, name string) (string, error) {
	return c.FileURLWith(ctx, bucket, name, URLOptions{})
}

// URLOptions choose between the addresses of one file. The zero value is the
// native API's.
type URLOptions struct {
	// Base is an address of one's own that leads to the service's download
	// address, such as "https://files.example.com": a domain, or a cache in front.
	Base string
	// S3 is the address that S3's clients use. It takes no download token.
	S3 bool
}

// FileURLWith is FileURL in another form.
func (c *Client) FileURLWith(ctx context.Context, bucket, name string, o URLOptions) (string, error) {
	op := "make address of " + remoteText(name)
	s, err := c.allowed(ctx, op, bucket, "")
	if err != nil {
		return "", err
	}
	base, path := s.account.DownloadURL, "/file/"
	switch {
	case o.S3:
		base, path = s.account.S3URL, "/"
	case o.Base != "":
		base = o.Base
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" {
		return "", fault(op, ErrBadRequest, "%q is no http or https address to begin with", remoteText(base))
	}
	return trimSlash(base) + path + url.PathEscape(bucket) + "/" + api.Encode(name), nil
}

// FileURLByID returns the address of one version, without a call once the
// client has logged in. It opens for anyone if the bucket is public.
func (c *Client) FileURLByID(ctx context.Context, fileID string) (string, error) {
	const op = "make the address of a file"
	s, err := c.session(ctx, 0)
	if err != nil {
		return "", relabel(op, err)
	}
	return s.account.DownloadURL + api.Path(api.CallDownloadFileByID) + "?" + url.Values{"fileId": {fileID}}.Encode(), nil
}
