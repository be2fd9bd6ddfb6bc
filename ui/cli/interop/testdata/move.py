# Moves files with b2sdk's v2 interface, the way the b2 command line tool does.
# Arguments: realm, key id, key, then "up", "down" or "fetch", a bucket and pairs
# of a local path and a name. "down" compares with the hash that B2 stores.
import hashlib
import os
import sys

from b2sdk.v2 import B2Api, InMemoryAccountInfo

realm, key_id, key, direction, bucket_name, *pairs = sys.argv[1:]


def sha1_of(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha1").hexdigest()


def up(bucket, path, name):
    millis = os.stat(path).st_mtime_ns // 1_000_000
    stored = bucket.upload_local_file(path, name, file_infos={"src_last_modified_millis": str(millis)})
    assert stored.size == os.path.getsize(path)


def fetch(bucket, path, name):
    assert name in [v.file_name for v, _ in bucket.ls(recursive=True)]
    file = bucket.download_file_by_name(name)
    file.save_to(path)
    return file.download_version


def down(bucket, path, name):
    version = fetch(bucket, path, name)
    stored = version.content_sha1
    if stored == "none":
        stored = version.file_info["large_file_sha1"]
    assert sha1_of(path) == stored, (name, stored)


api = B2Api(InMemoryAccountInfo())
api.authorize_account(realm, key_id, key)
bucket = api.get_bucket_by_name(bucket_name)
for path, name in zip(pairs[::2], pairs[1::2]):
    {"up": up, "down": down, "fetch": fetch}[direction](bucket, path, name)
