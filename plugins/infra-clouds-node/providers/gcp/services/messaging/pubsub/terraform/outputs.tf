output "topic_name" {
  description = "Name of the topic."
  value       = google_pubsub_topic.this.name
}

output "topic_id" {
  description = "Full name of the topic, projects/…/topics/…."
  value       = google_pubsub_topic.this.id
}

output "subscription_name" {
  description = "Name of the subscription."
  value       = google_pubsub_subscription.this.name
}

output "dead_letter_topic_name" {
  description = "Name of the topic of messages that nobody could handle."
  value       = google_pubsub_topic.dead_letters.name
}

output "dead_letter_subscription_name" {
  description = "Name of the subscription that keeps them."
  value       = google_pubsub_subscription.dead_letters.name
}
