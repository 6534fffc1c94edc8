output "queue_name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "queue_url" {
  description = "Address of the queue."
  value       = aws_sqs_queue.this.url
}

output "queue_arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "dead_letter_queue_url" {
  description = "Address of the queue of messages that nobody could handle."
  value       = aws_sqs_queue.dead_letters.url
}

output "dead_letter_queue_arn" {
  description = "ARN of the queue of messages that nobody could handle."
  value       = aws_sqs_queue.dead_letters.arn
}

output "send_policy_json" {
  description = "IAM policy document that lets an application send messages."
  value       = data.aws_iam_policy_document.send.json
}

output "receive_policy_json" {
  description = "IAM policy document that lets an application receive messages."
  value       = data.aws_iam_policy_document.receive.json
}
