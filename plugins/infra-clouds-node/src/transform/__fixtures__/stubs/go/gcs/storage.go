package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"google.golang.org/api/iterator"
	"recorder"
)

var ErrObjectNotExist = errors.New("storage: object doesn't exist")

type (
	Client       struct{}
	BucketHandle struct{ name string }
	ObjectHandle struct{ bucket, name string }
	Query        struct{ Prefix string }
	ObjectAttrs  struct{ Name string }

	ObjectIterator struct {
		ctx  context.Context
		keys []string
	}
	Reader struct{ *bytes.Reader }
	Writer struct {
		ctx    context.Context
		object *ObjectHandle
		bytes.Buffer
	}
)

func NewClient(ctx context.Context, options ...any) (*Client, error) {
	recorder.Called("NewClient")
	return &Client{}, ctx.Err()
}

func (client *Client) Bucket(name string) *BucketHandle { return &BucketHandle{name} }

func (bucket *BucketHandle) Object(name string) *ObjectHandle {
	return &ObjectHandle{bucket.name, name}
}

func (bucket *BucketHandle) Objects(ctx context.Context, query *Query) *ObjectIterator {
	recorder.Called("Objects")
	return &ObjectIterator{ctx, recorder.Keys(bucket.name, query.Prefix)}
}

func (objects *ObjectIterator) Next() (*ObjectAttrs, error) {
	if err := objects.ctx.Err(); err != nil {
		return nil, err
	}
	if len(objects.keys) == 0 {
		return nil, iterator.Done
	}
	name := objects.keys[0]
	objects.keys = objects.keys[1:]
	return &ObjectAttrs{Name: name}, nil
}

func (object *ObjectHandle) NewReader(ctx context.Context) (*Reader, error) {
	recorder.Called("NewReader")
	data, found := recorder.Get(object.bucket, object.name)
	if !found {
		return nil, fmt.Errorf("%w: 404", ErrObjectNotExist)
	}
	return &Reader{bytes.NewReader(data)}, ctx.Err()
}

func (reader *Reader) Close() error { return nil }

func (object *ObjectHandle) NewWriter(ctx context.Context) *Writer {
	recorder.Called("NewWriter")
	return &Writer{ctx: ctx, object: object}
}

func (writer *Writer) Close() error {
	recorder.Put(writer.object.bucket, writer.object.name, writer.Bytes())
	return writer.ctx.Err()
}

func (object *ObjectHandle) Delete(ctx context.Context) error {
	recorder.Called("Delete")
	if !recorder.Delete(object.bucket, object.name) {
		return ErrObjectNotExist
	}
	return ctx.Err()
}
