module infrar

go 1.19

require recorder v0.0.0
