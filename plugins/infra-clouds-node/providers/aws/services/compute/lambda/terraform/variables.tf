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

variable "image_uri" {
  description = "Container image in ECR, best by digest. Null makes everything but the function: the repository must be there before the first image is pushed."
  type        = string
  default     = null

  # A registry on loopback belongs to what stands in for AWS; AWS itself refuses it.
  validation {
    condition     = var.image_uri == null || can(regex("^([0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?|127\\.0\\.0\\.1:[0-9]+)/[^:@]+(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.image_uri))
    error_message = "image_uri is an image in ECR with tag or digest, such as 123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-dev:1.4.0."
  }
}

variable "architecture" {
  description = "Processor the image is built for. arm64 costs a fifth less for the same time."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture is x86_64 or arm64."
  }
}

variable "memory_size" {
  description = "Memory in MiB. Processor share grows with it; 1769 MiB is one whole processor."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size is a whole number from 128 to 10240 (MiB)."
  }
}

variable "timeout" {
  description = "Seconds after which an invocation is ended."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout is a whole number from 1 to 900 (seconds)."
  }
}

variable "max_instances" {
  description = "Most invocations at once. -1 sets no limit but the account's; 0 stops the function."
  type        = number
  default     = -1

  validation {
    condition     = var.max_instances >= -1 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances is a whole number of at least -1."
  }
}

variable "environment_variables" {
  description = "Environment of the function. Everyone who may read the function sees them: no secrets here, but names of secrets."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, value in var.environment_variables : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name)) && !startswith(name, "AWS_")])
    error_message = "environment_variables have names of letters, digits and underscores that begin with a letter and not with AWS_."
  }
}

variable "policies" {
  description = "What else the function may do: IAM policy documents by name, such as read_write_policy_json of a bucket."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, document in var.policies : can(regex("^[A-Za-z0-9_+=,.@-]{1,128}$", name)) && can(jsondecode(document))])
    error_message = "policies are JSON documents by names of letters, digits and _+=,.@-."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the function's role, where the organisation asks for one."
  type        = string
  default     = null
}

variable "allow_public_access" {
  description = "Let everybody call the function's URL. Off, callers sign their requests with AWS credentials."
  type        = bool
  default     = false
}

variable "subnet_ids" {
  description = "Subnets the function runs in, to reach a database for example. None leaves it outside of every VPC."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "Security groups of the function; needed with subnet_ids."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "ARN of a KMS key of your own that encrypts the environment variables. Null uses Lambda's."
  type        = string
  default     = null
}

variable "tracing_enabled" {
  description = "Record traces in X-Ray."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days that log lines are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is one of the periods that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "images_kept" {
  description = "How many images the repository keeps; older ones are removed."
  type        = number
  default     = 20

  validation {
    condition     = var.images_kept >= 1 && floor(var.images_kept) == var.images_kept
    error_message = "images_kept is a whole number of at least 1."
  }
}

variable "force_destroy" {
  description = "Let destroy delete the repository with the images in it."
  type        = bool
  default     = false
}
