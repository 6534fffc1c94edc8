output "bucket_name" {
  description = "Name of the bucket"
  value       = nimbus_bucket.main.name
}
