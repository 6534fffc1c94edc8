terraform {
  required_version = ">= 1.5.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.12"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
  }
}

locals {
  name        = "${var.project_name}-${var.environment}"
  own_network = var.network == null
  network     = local.own_network ? google_compute_network.this[0].id : var.network

  labels = merge(
    {
      project     = var.project_name
      environment = var.environment
      managed_by  = "terraform"
    },
    var.labels,
  )
}

# A network of its own, where none is given: nothing is in it, and it has no way in from the internet.
resource "google_compute_network" "this" {
  count                   = local.own_network ? 1 : 0
  project                 = var.project_id
  name                    = "${local.name}-database"
  auto_create_subnetworks = false
}

resource "google_compute_global_address" "this" {
  count         = local.own_network ? 1 : 0
  project       = var.project_id
  name          = "${local.name}-database"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 24
  network       = google_compute_network.this[0].id
  labels        = local.labels
}

resource "google_service_networking_connection" "this" {
  count                   = local.own_network ? 1 : 0
  network                 = google_compute_network.this[0].id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.this[0].name]
}

resource "google_sql_database_instance" "this" {
  name                = "${local.name}-postgresql"
  project             = var.project_id
  region              = var.region
  database_version    = "POSTGRES_${var.postgres_version}"
  encryption_key_name = var.kms_key_name

  # Against a destroy by Terraform; deletion_protection_enabled is against everybody else.
  deletion_protection = var.deletion_protection

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.tier
    availability_type           = var.high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.storage_gb
    disk_autoresize             = var.max_storage_gb > 0
    disk_autoresize_limit       = var.max_storage_gb
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = local.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = local.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      start_time                     = "02:00"
      transaction_log_retention_days = min(var.backup_retention_days, 7)

      backup_retention_settings {
        retained_backups = var.backup_retention_days
        retention_unit   = "COUNT"
      }
    }

    maintenance_window {
      day          = 7
      hour         = 3
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = var.query_insights_enabled
    }

    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }

    database_flags {
      name  = "log_min_duration_statement"
      value = tostring(var.log_slow_statements_ms)
    }
  }

  depends_on = [google_service_networking_connection.this]

  lifecycle {
    # The disk grows by itself.
    ignore_changes = [settings[0].disk_size]
  }
}

resource "google_sql_database" "this" {
  project  = var.project_id
  instance = google_sql_database_instance.this.name
  name     = var.database_name
}

resource "random_password" "admin" {
  length  = 32
  special = false
}

resource "google_sql_user" "admin" {
  project  = var.project_id
  instance = google_sql_database_instance.this.name
  name     = var.admin_username
  password = random_password.admin.result
}

resource "google_secret_manager_secret" "admin" {
  project   = var.project_id
  secret_id = "${local.name}-postgresql-admin"
  labels    = local.labels

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

resource "google_secret_manager_secret_version" "admin" {
  secret      = google_secret_manager_secret.admin.id
  secret_data = random_password.admin.result
}

# Service accounts sign in by who they are, without a password.
resource "google_sql_user" "service_account" {
  count    = length(var.service_account_emails)
  project  = var.project_id
  instance = google_sql_database_instance.this.name
  name     = trimsuffix(var.service_account_emails[count.index], ".gserviceaccount.com")
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"
}
