module github.com/Azure/azure-sdk-for-go

go 1.19

require recorder v0.0.0
