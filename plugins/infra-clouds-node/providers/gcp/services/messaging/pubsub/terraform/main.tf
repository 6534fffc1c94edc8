terraform {
  required_version = ">= 1.5.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.12"
    }
  }
}

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  name = var.topic_name == null ? "${var.project_name}-${var.environment}" : var.topic_name

  # Pub/Sub itself moves what nobody could handle, and needs the right to.
  service_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"

  labels = merge(
    {
      project     = var.project_name
      environment = var.environment
      managed_by  = "terraform"
    },
    var.labels,
  )
}

resource "google_pubsub_topic" "this" {
  project                    = var.project_id
  name                       = local.name
  kms_key_name               = var.kms_key_name
  message_retention_duration = "${var.retention_days * 86400}s"
  labels                     = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_topic" "dead_letters" {
  project      = var.project_id
  name         = "${local.name}-dead-letters"
  kms_key_name = var.kms_key_name
  labels       = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_subscription" "this" {
  project                      = var.project_id
  name                         = local.name
  topic                        = google_pubsub_topic.this.id
  ack_deadline_seconds         = var.ack_deadline_seconds
  message_retention_duration   = "${var.retention_days * 86400}s"
  enable_message_ordering      = var.ordered
  enable_exactly_once_delivery = var.exactly_once
  labels                       = local.labels

  # Without this a subscription that nobody uses for a month is gone.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = var.max_receive_count
  }
}

resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project_id
  name                       = "${local.name}-dead-letters"
  topic                      = google_pubsub_topic.dead_letters.id
  message_retention_duration = "604800s"
  labels                     = local.labels

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project_id
  topic   = google_pubsub_topic.dead_letters.name
  role    = "roles/pubsub.publisher"
  member  = local.service_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  project      = var.project_id
  subscription = google_pubsub_subscription.this.name
  role         = "roles/pubsub.subscriber"
  member       = local.service_agent
}

resource "google_pubsub_topic_iam_member" "publisher" {
  count   = length(var.publisher_members)
  project = var.project_id
  topic   = google_pubsub_topic.this.name
  role    = "roles/pubsub.publisher"
  member  = var.publisher_members[count.index]
}

resource "google_pubsub_subscription_iam_member" "subscriber" {
  count        = length(var.subscriber_members)
  project      = var.project_id
  subscription = google_pubsub_subscription.this.name
  role         = "roles/pubsub.subscriber"
  member       = var.subscriber_members[count.index]
}
