package bloberror

import "errors"

type Code string

const BlobNotFound Code = "BlobNotFound"

// ResponseError is azcore's, which the stub has no other use for.
type ResponseError struct{ ErrorCode string }

func (response *ResponseError) Error() string { return "RESPONSE 404: " + response.ErrorCode }

func HasCode(err error, codes ...Code) bool {
	var response *ResponseError
	if !errors.As(err, &response) {
		return false
	}
	for _, code := range codes {
		if response.ErrorCode == string(code) {
			return true
		}
	}
	return false
}
