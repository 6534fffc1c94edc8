// Package recorder is one store of objects in memory, whoever is asked, and a log of what was done to it in neutral words and in the
// provider's own.
package recorder

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
)

var (
	lock    sync.Mutex
	objects = map[string][]byte{}
)

func write(line ...any) {
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	file, err := os.OpenFile(os.Getenv("RECORD"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fmt.Fprintln(file, string(text))
}

// Called notes a call of a provider's own SDK.
func Called(name string) {
	lock.Lock()
	defer lock.Unlock()
	write("native", name)
}

func Put(bucket, key string, data []byte) {
	lock.Lock()
	defer lock.Unlock()
	objects[bucket+"/"+key] = data
	write("upload", bucket, key, string(data))
}

// Get gives false for what is not there.
func Get(bucket, key string) ([]byte, bool) {
	lock.Lock()
	defer lock.Unlock()
	data, found := objects[bucket+"/"+key]
	write("download", bucket, key)
	return data, found
}

// Delete gives false for what was not there.
func Delete(bucket, key string) bool {
	lock.Lock()
	defer lock.Unlock()
	_, found := objects[bucket+"/"+key]
	delete(objects, bucket+"/"+key)
	write("delete", bucket, key)
	return found
}

func Keys(bucket, prefix string) []string {
	lock.Lock()
	defer lock.Unlock()
	var keys []string
	for name := range objects {
		if strings.HasPrefix(name, bucket+"/"+prefix) {
			keys = append(keys, strings.TrimPrefix(name, bucket+"/"))
		}
	}
	sort.Strings(keys)
	write("list_objects", bucket, prefix)
	return keys
}

// Pages cuts a list into pieces of two; there is always one.
func Pages(keys []string) [][]string {
	var pages [][]string
	for len(keys) > 2 {
		pages = append(pages, keys[:2])
		keys = keys[2:]
	}
	return append(pages, keys)
}
