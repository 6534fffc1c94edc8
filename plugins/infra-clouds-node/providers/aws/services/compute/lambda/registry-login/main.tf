terraform {
  required_version = ">= 1.5.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}

# Good for twelve hours, and for what the credentials may push to.
data "aws_ecr_authorization_token" "this" {}

output "username" {
  description = "Name that the registry takes."
  value       = data.aws_ecr_authorization_token.this.user_name
  sensitive   = true
}

output "password" {
  description = "Password that the registry takes."
  value       = data.aws_ecr_authorization_token.this.password
  sensitive   = true
}
