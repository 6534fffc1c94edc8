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

variable "image" {
  description = "Container image that serves HTTP, best by digest. Google's greeting until there is one of your own."
  type        = string
  default     = "us-docker.pkg.dev/cloudrun/container/hello"

  validation {
    condition     = can(regex("^[a-z0-9.-]+(/[A-Za-z0-9._-]+)+(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$", var.image))
    error_message = "image is a container image with its registry, such as europe-west1-docker.pkg.dev/project/shop/web:1.4.0."
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
  default     = 8080

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "port is a whole number from 1 to 65535."
  }
}

variable "cpu_limit" {
  description = "Processors of an instance, in thousandths (1000m) or whole."
  type        = string
  default     = "1000m"

  validation {
    condition     = can(regex("^([1-9][0-9]{1,3}m|1|2|4|6|8)$", var.cpu_limit))
    error_message = "cpu_limit is 1, 2, 4, 6 or 8, or thousandths such as 1000m."
  }
}

variable "memory_limit" {
  description = "Memory of an instance."
  type        = string
  default     = "512Mi"

  validation {
    condition     = can(regex("^[1-9][0-9]*(Mi|Gi)$", var.memory_limit))
    error_message = "memory_limit is a number with Mi or Gi, such as 512Mi."
  }
}

variable "timeout" {
  description = "Seconds after which a request is ended."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 3600 && floor(var.timeout) == var.timeout
    error_message = "timeout is a whole number from 1 to 3600 (seconds)."
  }
}

variable "concurrency" {
  description = "Requests that one instance handles at a time."
  type        = number
  default     = 80

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000 && floor(var.concurrency) == var.concurrency
    error_message = "concurrency is a whole number from 1 to 1000."
  }
}

variable "min_instances" {
  description = "Instances that are always there. 0 costs nothing without requests, and the first of them waits."
  type        = number
  default     = 0

  validation {
    condition     = var.min_instances >= 0 && var.min_instances <= 100 && floor(var.min_instances) == var.min_instances
    error_message = "min_instances is a whole number from 0 to 100."
  }
}

variable "max_instances" {
  description = "Most instances at once; a bound on the cost too."
  type        = number
  default     = 10

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 1000 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances is a whole number from 1 to 1000."
  }
}

variable "environment_variables" {
  description = "Environment of the container. Everyone who may read the service sees them: no secrets here."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, value in var.environment_variables : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !contains(["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"], name)])
    error_message = "environment_variables have names of letters, digits and underscores, and not PORT or K_…, which Cloud Run sets."
  }
}

variable "secret_environment_variables" {
  description = "Environment that comes from Secret Manager: ids of secrets by the name of the variable. The service may read these and no other."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, secret in var.secret_environment_variables : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && can(regex("^[A-Za-z0-9_-]{1,255}$", secret))])
    error_message = "secret_environment_variables are ids of secrets by names of variables."
  }
}

variable "project_roles" {
  description = "Further roles of the service in the project, such as roles/cloudsql.client."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for role in var.project_roles : can(regex("^(roles|projects/[^/]+/roles|organizations/[^/]+/roles)/.+$", role)) && !contains(["roles/owner", "roles/editor"], role)])
    error_message = "project_roles are roles such as roles/cloudsql.client, and not owner or editor."
  }
}

variable "cloud_sql_instances" {
  description = "Connection names of Cloud SQL instances that appear below /cloudsql; the role roles/cloudsql.client is needed too."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.cloud_sql_instances : can(regex("^[a-z0-9.:-]+:[a-z0-9-]+:[a-z0-9-]+$", name))])
    error_message = "cloud_sql_instances are connection names, project:region:instance."
  }
}

variable "network" {
  description = "Name of the VPC network the service reaches. Null leaves it outside."
  type        = string
  default     = null
}

variable "subnetwork" {
  description = "Name of the subnetwork of network, in the same region."
  type        = string
  default     = null
}

variable "ingress" {
  description = "From where requests may come: all, internal, or load_balancer. Who may call is another question."
  type        = string
  default     = "all"

  validation {
    condition     = contains(["all", "internal", "load_balancer"], var.ingress)
    error_message = "ingress is all, internal or load_balancer."
  }
}

variable "allow_public_access" {
  description = "Let everybody call the service. Off, callers need the role roles/run.invoker."
  type        = bool
  default     = false
}

variable "invoker_members" {
  description = "Who may call the service, such as serviceAccount:caller@project.iam.gserviceaccount.com."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.invoker_members : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "invoker_members are members of IAM such as serviceAccount:…; for everybody there is allow_public_access."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key of your own that encrypts the image as it is kept for running. Null uses Google's keys."
  type        = string
  default     = null
}

variable "images_kept" {
  description = "How many images the repository keeps whatever their age; others go after 30 days."
  type        = number
  default     = 20

  validation {
    condition     = var.images_kept >= 1 && floor(var.images_kept) == var.images_kept
    error_message = "images_kept is a whole number of at least 1."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the service. Must be applied as false before a destroy."
  type        = bool
  default     = false
}
