variable "bucket_name" {
  type    = string
  default = "objects"
}

variable "versioning_enabled" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}
