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

variable "bucket_name" {
  description = "Name of the bucket, unique in all of Google Cloud. Null makes one of project id, project and environment."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null || can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name has 3 to 63 lower-case letters, digits, hyphens and underscores, and begins and ends with a letter or digit."
  }
}

variable "location" {
  description = "Region or multi-region (US, EU, ASIA) of the bucket. Null takes region."
  type        = string
  default     = null

  validation {
    condition     = var.location == null || can(regex("^(US|EU|ASIA|[a-z]+-[a-z]+[0-9]{1,2})$", var.location))
    error_message = "location is US, EU, ASIA or a region such as europe-west1."
  }
}

variable "storage_class" {
  description = "Class of new objects: the colder, the cheaper to keep and the dearer to read."
  type        = string
  default     = "STANDARD"

  validation {
    condition     = contains(["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"], var.storage_class)
    error_message = "storage_class is STANDARD, NEARLINE, COLDLINE or ARCHIVE."
  }
}

variable "versioning_enabled" {
  description = "Keep earlier versions of objects, so that what is overwritten or deleted can be brought back."
  type        = bool
  default     = true
}

variable "noncurrent_version_days" {
  description = "Days after which an earlier version is removed for good."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_version_days >= 1 && var.noncurrent_version_days <= 3650 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days is a whole number from 1 to 3650."
  }
}

variable "soft_delete_days" {
  description = "Days for which even a deleted bucket's objects can be restored; 0 for never."
  type        = number
  default     = 7

  validation {
    condition     = var.soft_delete_days == 0 || (var.soft_delete_days >= 7 && var.soft_delete_days <= 90 && floor(var.soft_delete_days) == var.soft_delete_days)
    error_message = "soft_delete_days is 0 or a whole number from 7 to 90."
  }
}

variable "infrequent_access_after_days" {
  description = "Days after which objects move to the class Nearline, which bills each read. Null leaves them."
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

variable "kms_key_name" {
  description = "Cloud KMS key of your own that encrypts objects. Null uses Google's keys, which cost nothing."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "kms_key_name is projects/…/locations/…/keyRings/…/cryptoKeys/…."
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

variable "log_bucket" {
  description = "Name of a bucket that receives usage logs. Null keeps none."
  type        = string
  default     = null
}

variable "read_write_members" {
  description = "Who reads and writes objects, such as serviceAccount:shop@project.iam.gserviceaccount.com."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.read_write_members : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "read_write_members are members of IAM such as serviceAccount:…; everybody is not one of them."
  }
}

variable "read_members" {
  description = "Who reads objects only."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.read_members : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "read_members are members of IAM such as serviceAccount:…; everybody is not one of them."
  }
}

variable "force_destroy" {
  description = "Let destroy delete the bucket with everything in it. Off, a bucket that is not empty cannot be destroyed."
  type        = bool
  default     = false
}
