output "function_name" {
  description = "Name of the function; null before the first image."
  value       = one(aws_lambda_function.this[*].function_name)
}

output "function_arn" {
  description = "ARN of the function; null before the first image."
  value       = one(aws_lambda_function.this[*].arn)
}

output "url" {
  description = "Address of the function; null before the first image."
  value       = one(aws_lambda_function_url.this[*].function_url)
}

output "repository_url" {
  description = "Where images are pushed to."
  value       = aws_ecr_repository.this.repository_url
}

output "role_name" {
  description = "Name of the function's role, to attach more policies to."
  value       = aws_iam_role.this.name
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "Where the function's log is."
  value       = aws_cloudwatch_log_group.this.name
}
