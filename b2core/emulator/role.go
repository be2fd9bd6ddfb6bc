package emulator

import (
	"strconv"
	"strings"

	"b2tui/b2core/internal/api"
)

// role is what an address is handed out for, when Options.SeparateRoles keeps
// them apart.
type role string

// The roles. The login itself is at the realm, which has none.
const (
	noRole       role = ""
	apiRole      role = "api"
	downloadRole role = "f"
	uploadRole   role = "pod"
)

func roleOf(call string) role {
	switch call {
	case api.CallAuthorizeAccount:
		return noRole
	case api.CallDownloadFileByID, api.CallDownloadFileByName:
		return downloadRole
	case api.CallUploadFile, api.CallUploadPart:
		return uploadRole
	}
	return apiRole
}

// address is where a role is served for the login with a number.
func (e *Emulator) address(x *exchange, r role, login int64) string {
	if !e.opts.SeparateRoles {
		return x.baseURL()
	}
	return x.baseURL() + "/" + string(r) + "-" + strconv.FormatInt(login, 10)
}

// cutRole takes the role off a path: "/api-7/b2api/..." is for the login 7.
func (x *exchange) cutRole(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	name, number, ok := strings.Cut(first, "-")
	login, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil {
		return path
	}
	x.role, x.login = role(name), login
	return "/" + rest
}

// inRole refuses a call at an address that does not serve it.
func (x *exchange) inRole() error {
	if x.role != roleOf(x.name) {
		return notFound("%s is not served at this address; login and upload URLs say where it is", x.name)
	}
	return nil
}

// ofLogin refuses a token at the address that another login gave.
func (x *exchange) ofLogin(t *token) error {
	if x.role == apiRole && x.login != t.login {
		return badRequest("this address is not the one that came with the token")
	}
	return nil
}
