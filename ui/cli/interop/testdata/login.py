# Logs in as the b2 command line does, and leaves the account in a file.
# Arguments: realm, key id, key, file.
import sys

from b2sdk.v2 import B2Api, SqliteAccountInfo

realm, key_id, key, path = sys.argv[1:]
B2Api(SqliteAccountInfo(path)).authorize_account(realm, key_id, key)
