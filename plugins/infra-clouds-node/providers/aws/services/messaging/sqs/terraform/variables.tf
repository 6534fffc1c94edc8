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

variable "queue_name" {
  description = "Name of the queue without .fifo. Null makes one of project and environment."
  type        = string
  default     = null

  validation {
    condition     = var.queue_name == null || can(regex("^[A-Za-z0-9_-]{1,60}$", var.queue_name))
    error_message = "queue_name has up to 60 letters, digits, hyphens and underscores."
  }
}

variable "fifo" {
  description = "Keep the order of messages and deliver each exactly once, at a lower rate. Cannot be changed later."
  type        = bool
  default     = false
}

variable "visibility_timeout_seconds" {
  description = "Seconds a receiver has to handle a message before another gets it."
  type        = number
  default     = 60

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200 && floor(var.visibility_timeout_seconds) == var.visibility_timeout_seconds
    error_message = "visibility_timeout_seconds is a whole number from 0 to 43200."
  }
}

variable "retention_days" {
  description = "Days that a message waits for a receiver."
  type        = number
  default     = 4

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 14 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days is a whole number from 1 to 14."
  }
}

variable "max_message_kb" {
  description = "Largest message in KiB."
  type        = number
  default     = 256

  validation {
    condition     = var.max_message_kb >= 1 && var.max_message_kb <= 256 && floor(var.max_message_kb) == var.max_message_kb
    error_message = "max_message_kb is a whole number from 1 to 256 (KiB)."
  }
}

variable "delay_seconds" {
  description = "Seconds that a new message stays hidden."
  type        = number
  default     = 0

  validation {
    condition     = var.delay_seconds >= 0 && var.delay_seconds <= 900 && floor(var.delay_seconds) == var.delay_seconds
    error_message = "delay_seconds is a whole number from 0 to 900."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead letters, which keep it for 14 days."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "max_receive_count is a whole number from 1 to 1000."
  }
}

variable "topic_arns" {
  description = "SNS topics whose messages arrive in the queue."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.topic_arns : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$", arn))])
    error_message = "topic_arns are ARNs of SNS topics."
  }
}

variable "kms_key_id" {
  description = "KMS key of your own that encrypts messages, as id, ARN or alias. Null uses SQS's keys, which cost nothing."
  type        = string
  default     = null
}
