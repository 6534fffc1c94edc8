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

variable "topic_name" {
  description = "Name of the topic without .fifo. Null makes one of project and environment."
  type        = string
  default     = null

  validation {
    condition     = var.topic_name == null || can(regex("^[A-Za-z0-9_-]{1,250}$", var.topic_name))
    error_message = "topic_name has up to 250 letters, digits, hyphens and underscores."
  }
}

variable "fifo" {
  description = "Keep the order of messages; only FIFO queues can then subscribe. Cannot be changed later."
  type        = bool
  default     = false
}

variable "email_subscribers" {
  description = "Addresses that get every message by mail once they have confirmed. Not with fifo."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.email_subscribers : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "email_subscribers are mail addresses."
  }
}

variable "kms_key_id" {
  description = "KMS key that encrypts messages, as id, ARN or alias. AWS's own key by default; a service such as EventBridge can publish only with a key of your own."
  type        = string
  default     = "alias/aws/sns"
}
