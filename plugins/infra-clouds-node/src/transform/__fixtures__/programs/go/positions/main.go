package main

import (
	"context"
	"fmt"
	"sync"

	"infrar/storage"
)

type task struct {
	name string
	run  func(ctx context.Context, bucket, source, destination string) error
}

type store interface{ size(ctx context.Context) int }

type bucket string

func (name bucket) size(ctx context.Context) int {
	keys, _ := storage.ListObjects(ctx, string(name), "")
	return len(keys)
}

var tasks = []task{
	{name: "put", run: storage.Upload},   // first
	{name: "get", run: storage.Download}, // second
}

func must(keys []string, err error) []string {
	if err != nil {
		panic(err)
	}
	return keys
}

func put(ctx context.Context, name string) error {
	return storage.Upload(ctx, "data", "a.txt", name)
}

func place() (context.Context, string, string) { return context.Background(), "data", "in/" }

func main() {
	ctx := context.Background()
	defer fmt.Println("done")
	defer func() {
		fmt.Println(bucket("data").size(ctx), store(bucket("none")).size(ctx))
	}()
	defer storage.Delete(ctx, "data", "deferred")

	storage.Upload(ctx, "data", "a.txt", "deferred")
	if err := storage.Upload(ctx, "data", "a.txt", "if"); err != nil {
		panic(err)
	} else if err = put(ctx, "else"); err != nil {
		panic(err)
	}
	var keys, err = storage.ListObjects(ctx, "data", "")
	fmt.Println(len(keys), err)
	first, second := storage.Delete(ctx, "data", "if"), storage.Delete(ctx, "data", "else")
	fmt.Println(first, second, must(storage.ListObjects(ctx, "data", "")), must(storage.ListObjects(place())))
	for _, key := range must(storage.ListObjects(ctx, "data", "")) {
		switch err := storage.Download(ctx, "data", key, "copy.txt"); {
		case err == nil:
			fmt.Println("got", key)
		default:
			fmt.Println("lost", key)
		}
	}
	for err := put(ctx, "loop"); err == nil && len(must(storage.ListObjects(ctx, "data", "loop"))) > 0; {
		err = storage.Delete(ctx, "data", "loop")
	}

	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		_ = storage.Upload(ctx, "data", "b.txt", "closure")
	}()
	group.Wait()
	errors := make(chan error, 1)
	errors <- storage.Upload(ctx, "data", "b.txt", "channel")
	results := map[string]error{"x": <-errors, "y": storage.Delete(ctx, "data", "channel")}
	fmt.Println(results["x"], results["y"])
	for _, one := range tasks {
		fmt.Println(one.name, one.run(ctx, "data", "a.txt", "a.txt"))
	}
	remove := storage.Delete
	fmt.Println(remove(ctx, "data", "a.txt"), (storage.Delete)(ctx, "data", "a.txt"), func() error {
		return storage.Delete(
			ctx,    // when
			"data", // where
			"a.txt",
		)
	}())
}
