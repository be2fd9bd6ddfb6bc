package b2core_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core"
)

// b2api is the page of b2sdk's B2Api: what does the work of each method here,
// and which test exercises it.
func b2api() [][3]string {
	return [][3]string{
		{"account_info, authorize_account", "Authorize", "TestManyWorkersLogInOnce"},
		{"authorize_automatically", "Authorize", "TestExpiredTokenIsRenewedOnlyOncePerCall"},
		{"get_account_id", "AccountID", "TestBucketRestrictionsAreTold"},
		{"cache", "BucketID", "TestBucketNamesAndIDs"},
		{"create_bucket", "CreateBucket", "Example_uploadListDownload"},
		{"Bucket.update", "UpdateBucket", "TestUpdateBucketChangesWhatIsGiven"},
		{"Bucket.set_notification_rules", "SetNotificationRules", "TestNotificationRules"},
		{"download_file_by_id", "Download", "TestEveryKindOfFault"},
		{"get_bucket_by_id", "BucketByID", "TestBucketNamesAndIDs"},
		{"get_bucket_by_name", "BucketByName", "TestUpdateBucketChangesWhatIsGiven"},
		{"delete_bucket", "DeleteBucket", "TestBucketNamesAndIDs"},
		{"list_buckets", "ListBuckets", "TestReactions"},
		{"list_parts", "Parts", "TestParts"},
		{"cancel_large_file", "CancelLargeFile", "TestParts"},
		{"delete_file_version", "DeleteFileVersion", "TestUnhideFile"},
		{"get_download_url_for_fileid", "FileURLByID", "TestDownloadAuthorization"},
		{"get_download_url_for_file_name", "FileURL", "TestDownloadAuthorization"},
		{"Bucket.get_download_authorization", "GetDownloadAuthorization", "TestDownloadAuthorization"},
		{"create_key", "CreateKey", "TestKeyByID"},
		{"delete_key, delete_key_by_id", "DeleteKey", "TestKeys"},
		{"list_keys", "Keys", "ExampleClient_CreateKey"},
		{"get_key", "KeyByID", "TestKeyByID"},
		{"get_file_info", "FileInfo", "TestManyWorkersLogInOnce"},
		{"check_bucket_name_restrictions", "CheckBucketName", "TestBucketRestrictionsAreTold"},
		{"check_bucket_id_restrictions", "CheckBucketID", "TestBucketRestrictionsAreTold"},
		{"update_file_retention", "UpdateFileRetention", "TestUpdateFileRetention"},
	}
}

// Every method of B2Api has its place here, and the test that is told for it exists.
func TestB2APIIsCovered(t *testing.T) {
	tests := testNames(t)
	var table strings.Builder
	for _, row := range b2api() {
		if _, ok := reflect.TypeFor[*b2core.Client]().MethodByName(row[1]); !ok {
			t.Errorf("%s: there is no Client.%s", row[0], row[1])
		}
		if !slices.Contains(tests, row[2]) {
			t.Errorf("%s: there is no test %s", row[0], row[2])
		}
		fmt.Fprintf(&table, "%-36s Client.%-26s %s\n", row[0], row[1], row[2])
	}
	t.Logf("B2Api, method by method:\n%s", table.String())
}

// testNames are the tests and examples of this folder.
func testNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}
