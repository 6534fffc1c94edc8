terraform {
  required_version = ">= 1.5.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.12"
    }
  }
}

locals {
  # Bucket names are unique in all of Google Cloud, so the id of the project is part of the name that is made up here.
  made_up_name = trimsuffix(substr("${var.project_id}-${var.project_name}-${var.environment}", 0, 63), "-")
  bucket_name  = var.bucket_name == null ? local.made_up_name : var.bucket_name
  location     = var.location == null ? var.region : var.location

  labels = merge(
    {
      project     = var.project_name
      environment = var.environment
      managed_by  = "terraform"
    },
    var.labels,
  )
}

resource "google_storage_bucket" "this" {
  name                        = local.bucket_name
  project                     = var.project_id
  location                    = upper(local.location)
  storage_class               = var.storage_class
  force_destroy               = var.force_destroy
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  versioning {
    enabled = var.versioning_enabled
  }

  soft_delete_policy {
    retention_duration_seconds = var.soft_delete_days * 86400
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 7
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = var.noncurrent_version_days
      with_state                 = "ARCHIVED"
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.infrequent_access_after_days == null ? [] : [var.infrequent_access_after_days]

    content {
      action {
        type          = "SetStorageClass"
        storage_class = "NEARLINE"
      }

      condition {
        age                   = lifecycle_rule.value
        matches_storage_class = ["STANDARD"]
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.expire_after_days == null ? [] : [var.expire_after_days]

    content {
      action {
        type = "Delete"
      }

      condition {
        age        = lifecycle_rule.value
        with_state = "LIVE"
      }
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      default_kms_key_name = encryption.value
    }
  }

  dynamic "cors" {
    for_each = length(var.cors_allowed_origins) == 0 ? [] : [var.cors_allowed_origins]

    content {
      origin          = cors.value
      method          = ["GET", "HEAD", "PUT"]
      response_header = ["Content-Type", "ETag"]
      max_age_seconds = 3600
    }
  }

  dynamic "logging" {
    for_each = var.log_bucket == null ? [] : [var.log_bucket]

    content {
      log_bucket        = logging.value
      log_object_prefix = local.bucket_name
    }
  }
}

resource "google_storage_bucket_iam_member" "read_write" {
  count  = length(var.read_write_members)
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectUser"
  member = var.read_write_members[count.index]
}

resource "google_storage_bucket_iam_member" "read" {
  count  = length(var.read_members)
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = var.read_members[count.index]
}
