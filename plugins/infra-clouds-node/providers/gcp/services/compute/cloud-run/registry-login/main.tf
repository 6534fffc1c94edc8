terraform {
  required_version = ">= 1.5.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.12"
    }
  }
}

# Good for an hour, and for what the credentials may push to.
data "google_client_config" "this" {}

output "username" {
  description = "Name that the registry takes."
  value       = "oauth2accesstoken"
  sensitive   = true
}

output "password" {
  description = "Password that the registry takes."
  value       = data.google_client_config.this.access_token
  sensitive   = true
}
