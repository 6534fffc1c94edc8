output "bucket_name" {
  description = "Name of the bucket."
  value       = google_storage_bucket.this.name
}

output "bucket_url" {
  description = "Address of the bucket, gs://…."
  value       = google_storage_bucket.this.url
}

output "location" {
  description = "Where the bucket is."
  value       = google_storage_bucket.this.location
}
