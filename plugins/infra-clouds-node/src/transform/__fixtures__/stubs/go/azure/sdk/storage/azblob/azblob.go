package azblob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"recorder"
)

type DeleteSnapshotsOptionType string

const DeleteSnapshotsOptionTypeInclude DeleteSnapshotsOptionType = "include"

type (
	Client        struct{ url string }
	ClientOptions struct{}

	UploadFileOptions     struct{}
	UploadFileResponse    struct{}
	DownloadStreamOptions struct{}
	RetryReaderOptions    struct{}
	RetryReader           struct{ *bytes.Reader }
	DeleteBlobOptions     struct{ DeleteSnapshots *DeleteSnapshotsOptionType }
	DeleteBlobResponse    struct{}
	ListBlobsFlatOptions  struct{ Prefix *string }

	DownloadResponse       struct{ Body io.ReadCloser }
	DownloadStreamResponse struct {
		DownloadResponse
		data []byte
	}
	BlobItem              struct{ Name *string }
	BlobFlatListSegment   struct{ BlobItems []*BlobItem }
	ListBlobsFlatResponse struct{ Segment *BlobFlatListSegment }
	Pager                 struct {
		container, prefix string
		pages             [][]string
		begun             bool
	}
)

func NewClient(url string, credential *azidentity.DefaultAzureCredential, options *ClientOptions) (*Client, error) {
	recorder.Called("NewClient " + url)
	return &Client{url}, nil
}

func missing() error {
	return fmt.Errorf("GET: %w", &bloberror.ResponseError{ErrorCode: string(bloberror.BlobNotFound)})
}

func (client *Client) UploadFile(ctx context.Context, container, blob string, file *os.File, options *UploadFileOptions) (UploadFileResponse, error) {
	recorder.Called("UploadFile")
	data, err := io.ReadAll(file)
	if err != nil {
		return UploadFileResponse{}, err
	}
	recorder.Put(container, blob, data)
	return UploadFileResponse{}, ctx.Err()
}

func (client *Client) DownloadStream(ctx context.Context, container, blob string, options *DownloadStreamOptions) (DownloadStreamResponse, error) {
	recorder.Called("DownloadStream")
	data, found := recorder.Get(container, blob)
	if !found {
		return DownloadStreamResponse{}, missing()
	}
	return DownloadStreamResponse{data: data}, ctx.Err()
}

func (response *DownloadStreamResponse) NewRetryReader(ctx context.Context, options *RetryReaderOptions) *RetryReader {
	return &RetryReader{bytes.NewReader(response.data)}
}

func (reader *RetryReader) Close() error { return nil }

func (client *Client) DeleteBlob(ctx context.Context, container, blob string, options *DeleteBlobOptions) (DeleteBlobResponse, error) {
	recorder.Called("DeleteBlob " + string(*options.DeleteSnapshots))
	if !recorder.Delete(container, blob) {
		return DeleteBlobResponse{}, missing()
	}
	return DeleteBlobResponse{}, ctx.Err()
}

func (client *Client) NewListBlobsFlatPager(container string, options *ListBlobsFlatOptions) *Pager {
	return &Pager{container: container, prefix: *options.Prefix}
}

func (pager *Pager) More() bool { return !pager.begun || len(pager.pages) > 0 }

func (pager *Pager) NextPage(ctx context.Context) (ListBlobsFlatResponse, error) {
	if !pager.begun {
		recorder.Called("ListBlobsFlat")
		pager.pages = recorder.Pages(recorder.Keys(pager.container, pager.prefix))
		pager.begun = true
	}
	segment := &BlobFlatListSegment{}
	for index := range pager.pages[0] {
		segment.BlobItems = append(segment.BlobItems, &BlobItem{Name: &pager.pages[0][index]})
	}
	pager.pages = pager.pages[1:]
	return ListBlobsFlatResponse{Segment: segment}, ctx.Err()
}
