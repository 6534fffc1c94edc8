package s3

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"recorder"
)

type (
	Options struct{}
	Client  struct{ region string }

	PutObjectInput struct {
		Bucket, Key *string
		Body        io.Reader
	}
	PutObjectOutput    struct{}
	GetObjectInput     struct{ Bucket, Key *string }
	GetObjectOutput    struct{ Body io.ReadCloser }
	DeleteObjectInput  struct{ Bucket, Key *string }
	DeleteObjectOutput struct{}

	ListObjectsV2Input     struct{ Bucket, Prefix *string }
	ListObjectsV2Output    struct{ Contents []types.Object }
	ListObjectsV2APIClient interface {
		ListObjectsV2(context.Context, *ListObjectsV2Input, ...func(*Options)) (*ListObjectsV2Output, error)
	}
	ListObjectsV2PaginatorOptions struct{}
	ListObjectsV2Paginator        struct {
		client ListObjectsV2APIClient
		input  *ListObjectsV2Input
		pages  [][]string
		begun  bool
	}
)

func NewFromConfig(config aws.Config, options ...func(*Options)) *Client {
	return &Client{region: config.Region}
}

func (client *Client) PutObject(ctx context.Context, input *PutObjectInput, options ...func(*Options)) (*PutObjectOutput, error) {
	recorder.Called("PutObject " + client.region)
	data, err := io.ReadAll(input.Body)
	if err != nil {
		return nil, err
	}
	recorder.Put(*input.Bucket, *input.Key, data)
	return &PutObjectOutput{}, ctx.Err()
}

func (client *Client) GetObject(ctx context.Context, input *GetObjectInput, options ...func(*Options)) (*GetObjectOutput, error) {
	recorder.Called("GetObject")
	data, found := recorder.Get(*input.Bucket, *input.Key)
	if !found {
		return nil, fmt.Errorf("operation error S3: GetObject, %w", &types.NoSuchKey{Message: input.Key})
	}
	return &GetObjectOutput{Body: io.NopCloser(bytes.NewReader(data))}, ctx.Err()
}

func (client *Client) DeleteObject(ctx context.Context, input *DeleteObjectInput, options ...func(*Options)) (*DeleteObjectOutput, error) {
	recorder.Called("DeleteObject")
	recorder.Delete(*input.Bucket, *input.Key)
	return &DeleteObjectOutput{}, ctx.Err()
}

func (client *Client) ListObjectsV2(context.Context, *ListObjectsV2Input, ...func(*Options)) (*ListObjectsV2Output, error) {
	panic("only pages are asked for")
}

func NewListObjectsV2Paginator(client ListObjectsV2APIClient, input *ListObjectsV2Input, options ...func(*ListObjectsV2PaginatorOptions)) *ListObjectsV2Paginator {
	return &ListObjectsV2Paginator{client: client, input: input}
}

func (paginator *ListObjectsV2Paginator) HasMorePages() bool {
	return !paginator.begun || len(paginator.pages) > 0
}

func (paginator *ListObjectsV2Paginator) NextPage(ctx context.Context, options ...func(*Options)) (*ListObjectsV2Output, error) {
	if !paginator.begun {
		recorder.Called("ListObjectsV2")
		paginator.pages = recorder.Pages(recorder.Keys(*paginator.input.Bucket, *paginator.input.Prefix))
		paginator.begun = true
	}
	output := &ListObjectsV2Output{}
	for _, key := range paginator.pages[0] {
		output.Contents = append(output.Contents, types.Object{Key: aws.String(key)})
	}
	paginator.pages = paginator.pages[1:]
	return output, ctx.Err()
}
