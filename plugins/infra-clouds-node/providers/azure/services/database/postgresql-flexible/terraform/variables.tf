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
  description = "Region of the resources, such as westeurope."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.region))
    error_message = "region is the short name of a region of Azure, such as westeurope."
  }
}

variable "resource_group_name" {
  description = "Resource group in which everything is made. It must be there. Null takes the one of project and environment, such as shop-dev."
  type        = string
  default     = null

  validation {
    condition     = var.resource_group_name == null || can(regex("^[A-Za-z0-9_().-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "resource_group_name has up to 90 letters, digits and _().-, and does not end with a dot."
  }
}

variable "tags" {
  description = "Tags of every resource. Azure takes up to 50 with values of up to 256 characters."
  type        = map(string)
  default     = {}

  validation {
    condition = length(var.tags) <= 45 && alltrue([
      for key, value in var.tags :
      can(regex("^[^<>%&\\\\?/]{1,128}$", key)) && length(value) <= 256 && !can(regex("^(microsoft|azure|windows)", lower(key)))
    ])
    error_message = "tags has at most 45 entries; keys have 1 to 128 characters without <>%&\\?/ and do not begin with microsoft, azure or windows; values have up to 256."
  }
}

variable "postgres_version" {
  description = "Major version of PostgreSQL. Minor versions follow by themselves in the maintenance window."
  type        = string
  default     = "16"

  validation {
    condition     = contains(["14", "15", "16"], var.postgres_version)
    error_message = "postgres_version is 14, 15 or 16."
  }
}

variable "sku_name" {
  description = "Size of the server, such as B_Standard_B1ms (1 processor, 2 GiB) or GP_Standard_D2ds_v5 (2 processors, 8 GiB)."
  type        = string
  default     = "B_Standard_B1ms"

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_[A-Za-z0-9_]+$", var.sku_name))
    error_message = "sku_name begins with B_Standard_, GP_Standard_ or MO_Standard_."
  }
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "app"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && !contains(["postgres", "azure_maintenance", "azure_sys"], var.database_name)
    error_message = "database_name has up to 63 lower-case letters, digits and underscores, begins with a letter, and is not postgres, azure_maintenance or azure_sys."
  }
}

variable "admin_object_id" {
  description = "Object id of the user, group or service principal in Entra that administers the server. Null takes whoever runs this."
  type        = string
  default     = null

  validation {
    condition     = var.admin_object_id == null || can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", var.admin_object_id))
    error_message = "admin_object_id is a UUID."
  }
}

variable "admin_name" {
  description = "Name of that user (as it signs in), group or service principal; the name of the role in the database too."
  type        = string
  default     = "bailiwick"

  validation {
    condition     = length(var.admin_name) >= 1 && length(var.admin_name) <= 63
    error_message = "admin_name has 1 to 63 characters."
  }
}

variable "admin_type" {
  description = "What the administrator is. A group is best: its members change without a run."
  type        = string
  default     = "ServicePrincipal"

  validation {
    condition     = contains(["User", "Group", "ServicePrincipal"], var.admin_type)
    error_message = "admin_type is User, Group or ServicePrincipal."
  }
}

variable "storage_gb" {
  description = "Storage at the start, in GiB."
  type        = number
  default     = 32

  validation {
    condition     = contains([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384], var.storage_gb)
    error_message = "storage_gb is 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192 or 16384 (GiB)."
  }
}

variable "auto_grow_enabled" {
  description = "Let the storage grow by itself when it is nearly full."
  type        = bool
  default     = true
}

variable "high_availability" {
  description = "Keep a standby in a second zone that takes over. Doubles the cost; not with burstable servers."
  type        = bool
  default     = false
}

variable "backup_retention_days" {
  description = "Days of which every moment can be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days is a whole number from 7 to 35."
  }
}

variable "geo_redundant_backup" {
  description = "Keep backups in the paired region too. Cannot be changed later."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Lock the server against deletion. Needs the right to make locks, and must be applied as false before a destroy."
  type        = bool
  default     = true
}

variable "subnet_id" {
  description = "Resource id of a subnet delegated to Microsoft.DBforPostgreSQL/flexibleServers. Null makes a network."
  type        = string
  default     = null
}

variable "private_dns_zone_id" {
  description = "Resource id of the private DNS zone for the server; needed with subnet_id."
  type        = string
  default     = null
}

variable "network_cidr" {
  description = "Addresses of the network that is made when subnet_id is null."
  type        = string
  default     = "10.64.0.0/24"

  validation {
    condition     = can(cidrhost(var.network_cidr, 0)) && can(regex("/(1[6-9]|2[0-4])$", var.network_cidr))
    error_message = "network_cidr is an IPv4 network from /16 to /24."
  }
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
