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

variable "bucket_name" {
  description = "Name of the bucket, unique in all of AWS. Null makes one of project, environment and account number."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name has 3 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit."
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

variable "infrequent_access_after_days" {
  description = "Days after which objects move to the cheaper class Standard-IA, which bills each read. Null keeps them in Standard."
  type        = number
  default     = null

  validation {
    condition     = var.infrequent_access_after_days == null ? true : var.infrequent_access_after_days >= 30 && floor(var.infrequent_access_after_days) == var.infrequent_access_after_days
    error_message = "infrequent_access_after_days is a whole number of at least 30: S3 takes objects into Standard-IA only then."
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

variable "kms_key_arn" {
  description = "ARN of a KMS key of your own that encrypts objects. Null uses S3's own keys (AES-256), which cost nothing."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key or alias."
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
  description = "Name of a bucket that receives the access log. Null keeps no access log."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Let destroy delete the bucket with everything in it. Off, a bucket that is not empty cannot be destroyed."
  type        = bool
  default     = false
}
