// Program imports takes the SDK in by every way there is.
package main

import "context"
import st "infrar/storage"
import . "infrar/storage"

import (
	"fmt"
	"infrar/storage"
	files "os"
)

type storageUpload struct{ Upload string }

func (storage storageUpload) Delete(ctx context.Context, key string) error {
	return st.Delete(ctx, storage.Upload, key)
}

func shadowed(ctx context.Context, storage storageUpload) (err error) {
	if err = storage.Delete(ctx, "a"); err != nil {
		return
	}
	{
		st := storage
		_ = st.Delete(ctx, "b")
	}
	return st.Upload(ctx, storage.Upload, "a.txt", "shadowed")
}

func main() {
	ctx := context.Background()
	Upload, s3Client, os, errors := storage.Upload, "mine", Upload, 1
	fmt.Println(Upload(ctx, "data", "a.txt", "a"), os(ctx, "data", "b.txt", "b"), s3Client, errors)
	fmt.Println(shadowed(ctx, storageUpload{Upload: "data"}))
	fmt.Println(ListObjects(ctx, "data", ""))
	storage, err := storage.ListObjects(ctx, "data", "s")
	fmt.Println(storage, err, files.Getenv("NOTHING"))
}
