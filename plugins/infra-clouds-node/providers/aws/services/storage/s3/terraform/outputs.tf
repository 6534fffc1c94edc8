output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket_domain_name" {
  description = "Regional host name of the bucket."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "read_write_policy_json" {
  description = "IAM policy document that lets an application read and write the bucket's objects."
  value       = data.aws_iam_policy_document.read_write.json
}
