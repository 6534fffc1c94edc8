package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"infrar/storage"
)

func main() {
	ctx := context.Background()
	fmt.Println(storage.Upload(ctx, "data", "a.txt", "in/a.txt"))
	fmt.Println(storage.Upload(ctx, "data", "b.txt", "in/b.txt"))
	fmt.Println(storage.Upload(ctx, "data", "b.txt", "other"))
	keys, err := storage.ListObjects(ctx, "data", "")
	fmt.Println(keys, err)
	fmt.Println(storage.ListObjects(ctx, "data", "in/"))
	fmt.Println(storage.ListObjects(ctx, "none", ""))
	fmt.Println(storage.Download(ctx, "data", "in/a.txt", "copy.txt"))
	text, err := os.ReadFile("copy.txt")
	fmt.Println(string(text), err)
	fmt.Println(storage.Delete(ctx, "data", "in/a.txt"), storage.Delete(ctx, "data", "in/a.txt"))

	err = storage.Download(ctx, "data", "gone", "never.txt")
	fmt.Println(err != nil, errors.Is(err, storage.ErrNotFound), errors.Is(err, os.ErrNotExist))
	_, err = os.Stat("never.txt")
	fmt.Println(errors.Is(err, os.ErrNotExist))
	err = storage.Upload(ctx, "data", "gone.txt", "x")
	fmt.Println(errors.Is(err, os.ErrNotExist), errors.Is(err, storage.ErrNotFound))

	ended, end := context.WithCancel(ctx)
	end()
	_, err = storage.ListObjects(ended, "data", "")
	fmt.Println(errors.Is(err, context.Canceled))
}
