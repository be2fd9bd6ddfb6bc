# Walks through b2sdk's API and asserts what each step gives.
# Arguments: realm, key id, key, a large local file, a path to download it to.
import filecmp
import io
import sys

from b2sdk.v2 import B2Api, CopySource, InMemoryAccountInfo
from b2sdk.v2 import exception as errors

realm, key_id, key, big_path, back_path = sys.argv[1:]


def login(id_, secret):
    api = B2Api(InMemoryAccountInfo())
    api.authorize_account(realm, id_, secret)
    return api


def read(downloaded):
    out = io.BytesIO()
    downloaded.save(out)
    return out.getvalue()


def refused(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError(f"{kind.__name__} expected")


def names(bucket, **options):
    return [(v.file_name, v.action) for v, _ in bucket.ls(recursive=True, **options)]


api = login(key_id, key)
refused(errors.Unauthorized, lambda: login(key_id, "wrong"))

bucket = api.create_bucket(
    "sdk-bucket", "allPrivate", bucket_info={"a": "b"},
    lifecycle_rules=[{"fileNamePrefix": "x", "daysFromHidingToDeleting": 7, "daysFromUploadingToHiding": None}],
)
assert bucket.bucket_info == {"a": "b"} and bucket.revision == 2
refused(errors.DuplicateBucketName, lambda: api.create_bucket("SDK-bucket", "allPrivate"))

# Small files, names and info.
odd = "a/b c+%é.txt"
small = bucket.upload_bytes(b"hello", odd, file_infos={"key": "v é"})
assert small.content_sha1 == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
got = bucket.download_file_by_name(odd)
assert read(got) == b"hello" and got.download_version.file_info == {"key": "v é"}
assert read(api.download_file_by_id(small.id_, range_=(1, 3))) == b"ell"
assert bucket.get_file_info_by_name(odd).id_ == small.id_
assert api.get_file_info(small.id_).file_name == odd
refused(errors.FileNotPresent, lambda: read(bucket.download_file_by_name("nothing")))

# A large file, both ways.
big = bucket.upload_local_file(big_path, "big/big")
assert big.content_sha1 == "none"
bucket.download_file_by_name("big/big").save_to(back_path)
assert filecmp.cmp(big_path, back_path, shallow=False)

# Versions, hiding, deleting.
bucket.upload_bytes(b"hello2", odd)
marker = bucket.hide_file(odd)
assert names(bucket) == [("big/big", "upload")]
assert names(bucket, latest_only=False) == [(odd, "hide"), (odd, "upload"), (odd, "upload"), ("big/big", "upload")]
refused(errors.FileAlreadyHidden, lambda: bucket.hide_file(odd))
api.delete_file_version(marker.id_, marker.file_name)
assert names(bucket) == [(odd, "upload"), ("big/big", "upload")]
assert [folder for _, folder in bucket.ls()] == ["a/", "big/"]

# Server-side copies, whole, in part and joined.
assert bucket.copy(small.id_, "copy").content_sha1 == small.content_sha1
assert read(api.download_file_by_id(bucket.copy(small.id_, "part", offset=1, length=2).id_)) == b"el"
half = big.size // 2
joined = bucket.concatenate([CopySource(big.id_, offset=0, length=half), CopySource(big.id_, offset=half, length=big.size - half)], "joined")
assert joined.size == big.size

# Keys and their restrictions.
made = api.create_key(["listBuckets", "listFiles", "readFiles"], "ro-key", 3600, bucket.id_, "a/")
assert [k.id_ for k in api.list_keys()] == [made.id_]
limited = login(made.id_, made.application_key)
inside = limited.get_bucket_by_name("sdk-bucket")
assert [v.file_name for v, _ in inside.ls("a", recursive=True)] == [odd]
refused(errors.Unauthorized, lambda: list(inside.ls(recursive=True)))
refused(errors.RestrictedBucket, limited.list_buckets)
refused(errors.Unauthorized, lambda: read(inside.download_file_by_name("big/big")))
refused(errors.Unauthorized, lambda: limited.create_bucket("other-bucket", "allPrivate"))
api.delete_key_by_id(made.id_)
refused(errors.B2Error, lambda: list(inside.ls("a", recursive=True)))

# Unfinished large files.
started = api.services.large_file.start_large_file(bucket.id_, "unfinished", "b2/x-auto", {})
assert [f.file_id for f in bucket.list_unfinished_large_files()] == [started.file_id]
api.cancel_large_file(started.file_id)
assert not list(bucket.list_unfinished_large_files())

# Bucket settings, and the end.
assert bucket.update(bucket_type="allPublic", bucket_info={"z": "1"}).bucket_info == {"z": "1"}
refused(errors.Conflict, lambda: bucket.update(bucket_type="allPrivate", if_revision_is=1))
assert bucket.get_download_authorization("a/", 60)
refused(errors.B2Error, lambda: api.delete_bucket(bucket))
for version, _ in bucket.ls(latest_only=False, recursive=True):
    api.delete_file_version(version.id_, version.file_name)
api.delete_bucket(bucket)
assert api.list_buckets() == []
