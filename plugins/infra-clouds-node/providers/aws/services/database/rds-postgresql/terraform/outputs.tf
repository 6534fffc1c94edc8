output "host" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the database."
  value       = aws_db_instance.this.port
}

output "database_name" {
  description = "Name of the first database."
  value       = aws_db_instance.this.db_name
}

output "admin_username" {
  description = "Name of the administrator."
  value       = aws_db_instance.this.username
}

output "secret_arn" {
  description = "Secret in Secrets Manager with the administrator's name and password."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "client_security_group_id" {
  description = "Security group whose members may connect."
  value       = aws_security_group.client.id
}

output "vpc_id" {
  description = "Network of the database."
  value       = local.vpc_id
}

output "subnet_ids" {
  description = "Subnets of the database."
  value       = local.subnet_ids
}

output "read_secret_policy_json" {
  description = "IAM policy document that lets an application fetch the administrator's password."
  value       = data.aws_iam_policy_document.read_secret.json
}
