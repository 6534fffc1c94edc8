package main

import (
	"context"
	"testing"

	"infrar/storage"
)

func TestSecond(t *testing.T) {
	if err := storage.Delete(context.Background(), "data", "a"); err != nil || !second(context.Background()) {
		t.Fatal(err)
	}
}
