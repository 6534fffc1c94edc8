package main

import (
	source "context"
	"fmt"

	s3 "errors"
	storage2 "os"

	bucket "infrar/storage"
)

type config struct{ aws, storage, azblob, err int }

var (
	s3Client, s3Clients           = 1, 2
	storageClient, storageClients = 3, 4
	blobClient, blobClients       = 5, 6
	errNotFound                   = 7
	types                         = config{storage: 8}
)

func storageUpload(ctx source.Context) int { return types.storage }

func sync() []string { return storage2.Args[1:] }

func io(file string) error {
	return bucket.Download(source.Background(), "data", file, file)
}

func main() {
	client := source.Background()
	fmt.Println(bucket.Upload(client, "data", "a.txt", "a"), s3Client, s3Clients, storageUpload(client))
	fmt.Println(storageClient, storageClients, blobClient, blobClients, errNotFound, len(sync()))
	fmt.Println(bucket.ListObjects(client, "data", ""))
	fmt.Println(s3.Is(io("gone"), bucket.ErrNotFound), s3.Is(bucket.Delete(client, "data", "gone"), bucket.ErrNotFound))
}
