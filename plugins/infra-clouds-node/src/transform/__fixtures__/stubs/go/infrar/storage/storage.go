// Package storage is the neutral SDK, on objects in memory.
package storage

import (
	"context"
	"errors"
	"fmt"
	"os"

	"recorder"
)

var ErrNotFound = errors.New("not found")

func Upload(ctx context.Context, bucket, source, destination string) error {
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	recorder.Put(bucket, destination, data)
	return ctx.Err()
}

func Download(ctx context.Context, bucket, source, destination string) error {
	data, found := recorder.Get(bucket, source)
	if !found {
		return fmt.Errorf("%s: %w", source, ErrNotFound)
	}
	return os.WriteFile(destination, data, 0o600)
}

func Delete(ctx context.Context, bucket, path string) error {
	recorder.Delete(bucket, path)
	return ctx.Err()
}

func ListObjects(ctx context.Context, bucket, prefix string) ([]string, error) {
	return recorder.Keys(bucket, prefix), ctx.Err()
}
