resource "stratus_bucket" "this" {
  name       = var.bucket_name
  versioning = var.versioning_enabled
  tags       = var.tags
}
