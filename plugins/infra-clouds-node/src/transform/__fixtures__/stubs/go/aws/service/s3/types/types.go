package types

type NoSuchKey struct{ Message *string }

func (missing *NoSuchKey) Error() string { return "NoSuchKey: " + *missing.Message }

type Object struct{ Key *string }
