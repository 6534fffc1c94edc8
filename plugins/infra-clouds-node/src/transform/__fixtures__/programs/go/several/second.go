package main

import (
	"context"
	"errors"

	"infrar/storage"
)

func second(ctx context.Context) bool {
	_ = storage.Upload(ctx, "data", "b.txt", "second")
	return errors.Is(storage.Download(ctx, "data", "gone", "never.txt"), storage.ErrNotFound)
}
