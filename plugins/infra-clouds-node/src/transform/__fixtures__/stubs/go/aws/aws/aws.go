package aws

type Config struct{ Region string }

func String(text string) *string { return &text }

func ToString(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
