package config

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"recorder"
)

type LoadOptions struct{}

func LoadDefaultConfig(ctx context.Context, options ...func(*LoadOptions) error) (aws.Config, error) {
	recorder.Called("LoadDefaultConfig")
	return aws.Config{Region: "somewhere"}, ctx.Err()
}
