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

variable "queue_name" {
  description = "Name of the queue. Null makes one of project and environment."
  type        = string
  default     = null

  validation {
    condition     = var.queue_name == null || can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,258}[A-Za-z0-9]$", var.queue_name))
    error_message = "queue_name has 2 to 260 letters, digits and ._-, and begins and ends with a letter or digit."
  }
}

variable "topics" {
  description = "Topics and their subscriptions, lists of names by the topic's name."
  type        = map(list(string))
  default     = {}

  validation {
    condition = alltrue([
      for topic, subscriptions in var.topics :
      can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,258}[A-Za-z0-9]$", topic)) && alltrue([for name in subscriptions : can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,48}[A-Za-z0-9]$", name))])
    ])
    error_message = "topics have names of 2 to 260, subscriptions of 2 to 50 letters, digits and ._-."
  }
}

variable "sku" {
  description = "Standard, or Premium with processors of its own and private endpoints."
  type        = string
  default     = "Standard"

  validation {
    condition     = contains(["Standard", "Premium"], var.sku)
    error_message = "sku is Standard or Premium."
  }
}

variable "capacity" {
  description = "Messaging units of a Premium namespace."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 4, 8, 16], var.capacity)
    error_message = "capacity is 1, 2, 4, 8 or 16."
  }
}

variable "lock_seconds" {
  description = "Seconds a receiver has to handle a message before another gets it."
  type        = number
  default     = 60

  validation {
    condition     = var.lock_seconds >= 5 && var.lock_seconds <= 300 && floor(var.lock_seconds) == var.lock_seconds
    error_message = "lock_seconds is a whole number from 5 to 300."
  }
}

variable "retention_days" {
  description = "Days that a message waits for a receiver; then it goes to the dead letters."
  type        = number
  default     = 4

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 365 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days is a whole number from 1 to 365."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead letters."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 2000 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "max_receive_count is a whole number from 1 to 2000."
  }
}

variable "ordered" {
  description = "Deliver messages of one session in their order. Cannot be changed later."
  type        = bool
  default     = false
}

variable "exactly_once" {
  description = "Drop messages whose id came within the last ten minutes. Cannot be changed later."
  type        = bool
  default     = false
}

variable "public_network_access_enabled" {
  description = "Let the namespace be reached from outside of private endpoints, by those who are signed in."
  type        = bool
  default     = true
}

variable "sender_principal_ids" {
  description = "Object ids of identities that send."
  type        = list(string)
  default     = []
}

variable "receiver_principal_ids" {
  description = "Object ids of identities that receive."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Lock the namespace against deletion. Needs the right to make locks, and must be applied as false before a destroy."
  type        = bool
  default     = false
}
