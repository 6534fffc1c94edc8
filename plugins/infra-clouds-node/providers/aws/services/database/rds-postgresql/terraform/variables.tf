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

variable "tags" {
  description = "Tags of every resource. AWS takes up to 50 with keys of 128 and values of 256 characters."
  type        = map(string)
  default     = {}

  validation {
    condition = length(var.tags) <= 45 && alltrue([
      for key, value in var.tags :
      can(regex("^[A-Za-z0-9 _.:/=+@-]{1,128}$", key)) && can(regex("^[A-Za-z0-9 _.:/=+@-]{0,256}$", value)) && !startswith(lower(key), "aws:")
    ])
    error_message = "tags has at most 45 entries; keys have 1 to 128, values up to 256 letters, digits, spaces and _.:/=+-@, and no key begins with aws:."
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

variable "instance_class" {
  description = "Size of the server, such as db.t4g.micro (2 processors, 1 GiB) or db.m7g.large (2 processors, 8 GiB)."
  type        = string
  default     = "db.t4g.micro"

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "instance_class is a class of RDS, such as db.t4g.micro."
  }
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "app"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name))
    error_message = "database_name has up to 63 lower-case letters, digits and underscores and begins with a letter."
  }
}

variable "admin_username" {
  description = "Name of the administrator. AWS makes the password and keeps it in Secrets Manager."
  type        = string
  default     = "app_admin"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.admin_username)) && !contains(["admin", "rdsadmin", "postgres"], var.admin_username)
    error_message = "admin_username has up to 63 lower-case letters, digits and underscores, begins with a letter, and is not admin, rdsadmin or postgres."
  }
}

variable "storage_gb" {
  description = "Storage at the start, in GiB."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gb >= 20 && var.storage_gb <= 65536 && floor(var.storage_gb) == var.storage_gb
    error_message = "storage_gb is a whole number from 20 to 65536 (GiB)."
  }
}

variable "max_storage_gb" {
  description = "Up to what the storage grows by itself, in GiB. More than storage_gb, or 0 for never."
  type        = number
  default     = 100

  validation {
    condition     = var.max_storage_gb >= 0 && var.max_storage_gb <= 65536 && floor(var.max_storage_gb) == var.max_storage_gb
    error_message = "max_storage_gb is a whole number from 0 to 65536 (GiB)."
  }
}

variable "high_availability" {
  description = "Keep a standby in a second zone that takes over. Doubles the cost."
  type        = bool
  default     = false
}

variable "backup_retention_days" {
  description = "Days of which every moment can be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days is a whole number from 1 to 35."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the database. Must be applied as false before a destroy."
  type        = bool
  default     = true
}

variable "skip_final_snapshot" {
  description = "Delete without a last snapshot. What was in the database is then gone with its backups."
  type        = bool
  default     = false
}

variable "vpc_id" {
  description = "Network of the database. Null makes one that has no way in or out."
  type        = string
  default     = null

  validation {
    condition     = var.vpc_id == null || can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id is the id of a VPC, such as vpc-0a1b2c3d4e5f60718."
  }
}

variable "subnet_ids" {
  description = "Private subnets of vpc_id in at least two zones; needed with vpc_id."
  type        = list(string)
  default     = []
}

variable "vpc_cidr" {
  description = "Addresses of the network that is made when vpc_id is null."
  type        = string
  default     = "10.64.0.0/24"

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && can(regex("/(1[6-9]|2[0-4])$", var.vpc_cidr))
    error_message = "vpc_cidr is an IPv4 network from /16 to /24."
  }
}

variable "allowed_security_group_ids" {
  description = "Further security groups whose members may connect, beside the one that the output client_security_group_id names."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "ARN of a KMS key of your own that encrypts storage, password and insights. Null uses AWS's."
  type        = string
  default     = null
}

variable "performance_insights_enabled" {
  description = "Keep seven days of what the database spent its time on."
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
