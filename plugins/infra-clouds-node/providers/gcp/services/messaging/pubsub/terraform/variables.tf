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

variable "topic_name" {
  description = "Name of topic and subscription. Null makes one of project and environment."
  type        = string
  default     = null

  validation {
    condition     = var.topic_name == null || (can(regex("^[A-Za-z][A-Za-z0-9_.~+%-]{2,240}$", var.topic_name)) && !startswith(lower(coalesce(var.topic_name, "-")), "goog"))
    error_message = "topic_name has 3 to 241 letters, digits and _.~+%-, begins with a letter and not with goog."
  }
}

variable "ack_deadline_seconds" {
  description = "Seconds a receiver has to handle a message before another gets it."
  type        = number
  default     = 60

  validation {
    condition     = var.ack_deadline_seconds >= 10 && var.ack_deadline_seconds <= 600 && floor(var.ack_deadline_seconds) == var.ack_deadline_seconds
    error_message = "ack_deadline_seconds is a whole number from 10 to 600."
  }
}

variable "retention_days" {
  description = "Days that a message waits for a receiver."
  type        = number
  default     = 4

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 7 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days is a whole number from 1 to 7."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead letters, which keep it for 7 days."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 5 && var.max_receive_count <= 100 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "max_receive_count is a whole number from 5 to 100."
  }
}

variable "ordered" {
  description = "Deliver messages with the same ordering key in their order. Cannot be changed later."
  type        = bool
  default     = false
}

variable "exactly_once" {
  description = "Deliver each message exactly once, at a lower rate."
  type        = bool
  default     = false
}

variable "publisher_members" {
  description = "Who publishes, such as serviceAccount:shop@project.iam.gserviceaccount.com."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.publisher_members : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "publisher_members are members of IAM such as serviceAccount:…; everybody is not one of them."
  }
}

variable "subscriber_members" {
  description = "Who receives, such as serviceAccount:worker@project.iam.gserviceaccount.com."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.subscriber_members : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "subscriber_members are members of IAM such as serviceAccount:…; everybody is not one of them."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key of your own that encrypts messages. Null uses Google's keys."
  type        = string
  default     = null
}
