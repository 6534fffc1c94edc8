output "service_name" {
  description = "Name of the service."
  value       = google_cloud_run_v2_service.this.name
}

output "url" {
  description = "Address of the service."
  value       = google_cloud_run_v2_service.this.uri
}

output "repository_url" {
  description = "Where images are pushed to."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.this.repository_id}"
}

output "service_account_email" {
  description = "The service's account."
  value       = google_service_account.this.email
}

output "service_account_member" {
  description = "The service's account as a member of IAM, for read_write_members of a bucket for example."
  value       = google_service_account.this.member
}
