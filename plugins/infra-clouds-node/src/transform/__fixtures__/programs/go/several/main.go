package main

import (
	"context"
	"fmt"

	"infrar/storage"
)

func main() {
	ctx := context.Background()
	fmt.Println(storage.Upload(ctx, "data", "a.txt", "a"), second(ctx), third(ctx))
	fmt.Println(storage.ListObjects(ctx, "data", ""))
}
