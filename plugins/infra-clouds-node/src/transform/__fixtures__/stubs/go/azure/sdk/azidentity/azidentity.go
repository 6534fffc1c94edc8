package azidentity

type DefaultAzureCredential struct{}

type DefaultAzureCredentialOptions struct{}

func NewDefaultAzureCredential(options *DefaultAzureCredentialOptions) (*DefaultAzureCredential, error) {
	return &DefaultAzureCredential{}, nil
}
