output "topic_name" {
  description = "Name of the topic."
  value       = aws_sns_topic.this.name
}

output "topic_arn" {
  description = "ARN of the topic."
  value       = aws_sns_topic.this.arn
}

output "publish_policy_json" {
  description = "IAM policy document that lets an application publish."
  value       = data.aws_iam_policy_document.publish.json
}
