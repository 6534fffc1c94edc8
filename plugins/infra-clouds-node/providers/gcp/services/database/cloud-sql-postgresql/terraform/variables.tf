variable "project_id" {
  description = "Id of the Google Cloud project in which everything is made."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id has 6 to 30 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "project_name" {
  description = "Name of the project. It begins the name of everything here."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.project_name))
    error_message = "project_name has 2 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "environment" {
  description = "What the resources are for, such as dev, staging or production. Part of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment has 2 to 16 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "region" {
  description = "Region of the resources, such as europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region is a region of Google Cloud, such as europe-west1."
  }
}

variable "labels" {
  description = "Labels of every resource. Google Cloud takes up to 64 of lower-case letters, digits, hyphens and underscores."
  type        = map(string)
  default     = {}

  validation {
    condition = length(var.labels) <= 60 && alltrue([
      for key, value in var.labels :
      can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))
    ])
    error_message = "labels has at most 60 entries; keys and values have up to 63 lower-case letters, digits, hyphens and underscores, and keys begin with a letter."
  }
}

variable "postgres_version" {
  description = "Major version of PostgreSQL. Minor versions follow by themselves in the maintenance window."
  type        = string
  default     = "16"

  validation {
    condition     = contains(["14", "15", "16", "17"], var.postgres_version)
    error_message = "postgres_version is 14, 15, 16 or 17."
  }
}

variable "tier" {
  description = "Size of the server, such as db-f1-micro (shared, 0.6 GB) or db-custom-2-7680 (2 processors, 7.5 GB)."
  type        = string
  default     = "db-f1-micro"

  validation {
    condition     = can(regex("^db-(f1-micro|g1-small|custom-[0-9]+-[0-9]+)$", var.tier))
    error_message = "tier is db-f1-micro, db-g1-small or db-custom-<processors>-<MB>."
  }
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "app"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && var.database_name != "postgres"
    error_message = "database_name has up to 63 lower-case letters, digits and underscores, begins with a letter, and is not postgres."
  }
}

variable "admin_username" {
  description = "Name of the administrator. The password is made up and kept in Secret Manager."
  type        = string
  default     = "app_admin"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.admin_username)) && !startswith(var.admin_username, "cloudsql") && var.admin_username != "postgres"
    error_message = "admin_username has up to 63 lower-case letters, digits and underscores, begins with a letter, and is not postgres or cloudsql…."
  }
}

variable "storage_gb" {
  description = "Storage at the start, in GB."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gb >= 10 && var.storage_gb <= 65536 && floor(var.storage_gb) == var.storage_gb
    error_message = "storage_gb is a whole number from 10 to 65536 (GB)."
  }
}

variable "max_storage_gb" {
  description = "Up to what the storage grows by itself, in GB. More than storage_gb, or 0 for never."
  type        = number
  default     = 100

  validation {
    condition     = var.max_storage_gb >= 0 && var.max_storage_gb <= 65536 && floor(var.max_storage_gb) == var.max_storage_gb
    error_message = "max_storage_gb is a whole number from 0 to 65536 (GB)."
  }
}

variable "high_availability" {
  description = "Keep a standby in a second zone that takes over. Doubles the cost; not with shared tiers."
  type        = bool
  default     = false
}

variable "backup_retention_days" {
  description = "How many daily backups are kept; every moment of the last 7 days can be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 365 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days is a whole number from 1 to 365."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the database. Must be applied as false before a destroy."
  type        = bool
  default     = true
}

variable "network" {
  description = "VPC network of the database, projects/…/global/networks/…, with a private services connection. Null makes one."
  type        = string
  default     = null

  validation {
    condition     = var.network == null || can(regex("projects/[^/]+/global/networks/[^/]+$", var.network))
    error_message = "network is projects/<project>/global/networks/<name>."
  }
}

variable "service_account_emails" {
  description = "Service accounts that sign in without a password. What they may do in the database is granted there."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.service_account_emails : can(regex("^[a-z0-9-]+@[a-z0-9.-]+\\.gserviceaccount\\.com$", email))])
    error_message = "service_account_emails end with .gserviceaccount.com."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key of your own that encrypts the storage. Null uses Google's keys."
  type        = string
  default     = null
}

variable "query_insights_enabled" {
  description = "Keep what the database spent its time on."
  type        = bool
  default     = true
}

variable "log_slow_statements_ms" {
  description = "Statements that take longer are written to the log, in milliseconds. -1 writes none."
  type        = number
  default     = 1000

  validation {
    condition     = var.log_slow_statements_ms >= -1 && floor(var.log_slow_statements_ms) == var.log_slow_statements_ms
    error_message = "log_slow_statements_ms is a whole number of at least -1."
  }
}
