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

variable "account_name" {
  description = "Name of the storage account, unique in all of Azure. Null makes one of project, environment and a digest."
  type        = string
  default     = null

  validation {
    condition     = var.account_name == null || can(regex("^[a-z0-9]{3,24}$", var.account_name))
    error_message = "account_name has 3 to 24 lower-case letters and digits."
  }
}

variable "container_name" {
  description = "Name of the container, which is what other clouds call a bucket."
  type        = string
  default     = "objects"

  validation {
    condition     = can(regex("^[a-z0-9](-?[a-z0-9]){2,62}$", var.container_name))
    error_message = "container_name has 3 to 63 lower-case letters, digits and single hyphens, and begins and ends with a letter or digit."
  }
}

variable "replication" {
  description = "Where copies are: LRS in one place, ZRS in three zones, GRS and GZRS in a second region too."
  type        = string
  default     = "ZRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"], var.replication)
    error_message = "replication is LRS, ZRS, GRS, GZRS, RAGRS or RAGZRS."
  }
}

variable "access_tier" {
  description = "Tier of new objects: Cool is cheaper to keep and dearer to read."
  type        = string
  default     = "Hot"

  validation {
    condition     = contains(["Hot", "Cool", "Cold"], var.access_tier)
    error_message = "access_tier is Hot, Cool or Cold."
  }
}

variable "versioning_enabled" {
  description = "Keep earlier versions of objects, so that what is overwritten or deleted can be brought back."
  type        = bool
  default     = true
}

variable "noncurrent_version_days" {
  description = "Days after which a version is removed for good."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_version_days >= 1 && var.noncurrent_version_days <= 3650 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days is a whole number from 1 to 3650."
  }
}

variable "soft_delete_days" {
  description = "Days for which deleted objects and containers can be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.soft_delete_days >= 1 && var.soft_delete_days <= 365 && floor(var.soft_delete_days) == var.soft_delete_days
    error_message = "soft_delete_days is a whole number from 1 to 365."
  }
}

variable "infrequent_access_after_days" {
  description = "Days after which objects move to the tier Cool, which bills each read. Null leaves them."
  type        = number
  default     = null

  validation {
    condition     = var.infrequent_access_after_days == null ? true : var.infrequent_access_after_days >= 1 && floor(var.infrequent_access_after_days) == var.infrequent_access_after_days
    error_message = "infrequent_access_after_days is a whole number of at least 1."
  }
}

variable "expire_after_days" {
  description = "Days after which objects are deleted. Null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.expire_after_days == null ? true : var.expire_after_days >= 1 && floor(var.expire_after_days) == var.expire_after_days
    error_message = "expire_after_days is a whole number of at least 1."
  }
}

variable "cors_allowed_origins" {
  description = "Origins whose browsers may read and write objects directly, such as https://app.example.com. None by default."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_allowed_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "cors_allowed_origins are origins without path and wildcard, such as https://app.example.com."
  }
}

variable "public_network_access_enabled" {
  description = "Let the account be reached from outside of private endpoints, by those who are signed in."
  type        = bool
  default     = true
}

variable "allowed_ip_ranges" {
  description = "Public IPv4 addresses or networks that may reach the account. None, and no subnet either, means from everywhere."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.allowed_ip_ranges : can(regex("^([0-9]{1,3}\\.){3}[0-9]{1,3}(/([0-9]|[12][0-9]|30))?$", range))])
    error_message = "allowed_ip_ranges are IPv4 addresses or networks of up to /30."
  }
}

variable "allowed_subnet_ids" {
  description = "Subnets with the service endpoint Microsoft.Storage that may reach the account."
  type        = list(string)
  default     = []
}

variable "read_write_principal_ids" {
  description = "Object ids of identities that read and write objects."
  type        = list(string)
  default     = []
}

variable "read_principal_ids" {
  description = "Object ids of identities that read objects only."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Lock the account against deletion. Needs the right to make locks, and must be applied as false before a destroy."
  type        = bool
  default     = false
}
