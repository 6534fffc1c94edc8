module github.com/aws/aws-sdk-go-v2

go 1.19

require recorder v0.0.0
