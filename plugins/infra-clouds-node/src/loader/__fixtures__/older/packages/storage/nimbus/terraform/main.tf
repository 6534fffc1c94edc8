resource "nimbus_bucket" "main" {
  name    = var.bucket_name
  private = true
}
