//go:build special

package main

import (
	"context"
	"infrar/storage"
)

func third(ctx context.Context) error {
	return storage.Upload(ctx, "data", "a.txt", "elsewhere")
}
