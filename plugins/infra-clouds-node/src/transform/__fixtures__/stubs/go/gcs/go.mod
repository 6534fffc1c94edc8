module cloud.google.com/go/storage

go 1.19

require (
	google.golang.org/api v0.0.0
	recorder v0.0.0
)
