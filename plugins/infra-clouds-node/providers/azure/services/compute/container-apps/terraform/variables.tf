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

variable "image" {
  description = "Container image that serves HTTP, best by digest. Microsoft's greeting until there is one of your own."
  type        = string
  default     = "mcr.microsoft.com/k8se/quickstart:latest"

  validation {
    condition     = can(regex("^[a-z0-9.-]+(/[A-Za-z0-9._-]+)+(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$", var.image))
    error_message = "image is a container image with its registry, such as shopdev1a2b3c4d.azurecr.io/web:1.4.0."
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
  default     = 80

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "port is a whole number from 1 to 65535."
  }
}

variable "cpu" {
  description = "Processors of an instance; memory is twice as many GiB."
  type        = number
  default     = 0.5

  validation {
    condition     = contains([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], var.cpu)
    error_message = "cpu is 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75 or 2."
  }
}

variable "concurrency" {
  description = "Requests at a time for which one more instance starts."
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
    condition     = var.max_instances >= 1 && var.max_instances <= 300 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances is a whole number from 1 to 300."
  }
}

variable "environment_variables" {
  description = "Environment of the container. Everyone who may read the app sees them: no secrets here."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, value in var.environment_variables : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && name != "AZURE_CLIENT_ID"])
    error_message = "environment_variables have names of letters, digits and underscores, and not AZURE_CLIENT_ID, which is set here."
  }
}

variable "key_vault_secret_ids" {
  description = "Environment that comes from Key Vault: addresses of secrets by the name of the variable. The app's identity must be let into the vault."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, id in var.key_vault_secret_ids : can(regex("^[A-Za-z][A-Za-z0-9_]*$", name)) && can(regex("^https://[a-z0-9-]+\\.vault\\.azure\\.(net|cn)/secrets/[A-Za-z0-9-]+(/[0-9a-f]{32})?$", id))])
    error_message = "key_vault_secret_ids are addresses such as https://vault.vault.azure.net/secrets/name by names of variables."
  }
}

variable "role_assignments" {
  description = "What else the app may do, by a name of your choice: a role and the resource id that it holds for."
  type = map(object({
    role  = string
    scope = string
  }))
  default = {}

  validation {
    condition     = alltrue([for assignment in values(var.role_assignments) : startswith(assignment.scope, "/subscriptions/") && !contains(["Owner", "Contributor", "User Access Administrator"], assignment.role)])
    error_message = "role_assignments have scopes that begin with /subscriptions/, and roles other than Owner, Contributor and User Access Administrator."
  }
}

variable "ingress" {
  description = "From where requests may come: all, or internal for the environment and its network only."
  type        = string
  default     = "internal"

  validation {
    condition     = contains(["all", "internal"], var.ingress)
    error_message = "ingress is all or internal."
  }
}

variable "allow_public_access" {
  description = "Let every address call the app when ingress is all."
  type        = bool
  default     = false
}

variable "allowed_ip_ranges" {
  description = "Networks that may call the app when ingress is all and it is not public."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.allowed_ip_ranges : can(cidrhost(range, 0))])
    error_message = "allowed_ip_ranges are networks such as 203.0.113.0/24."
  }
}

variable "subnet_id" {
  description = "Resource id of a subnet of at least /21 for the environment. Null leaves it outside of your networks."
  type        = string
  default     = null
}

variable "zone_redundant" {
  description = "Spread the environment over zones; needs subnet_id."
  type        = bool
  default     = false
}

variable "registry_sku" {
  description = "Size of the container registry."
  type        = string
  default     = "Basic"

  validation {
    condition     = contains(["Basic", "Standard", "Premium"], var.registry_sku)
    error_message = "registry_sku is Basic, Standard or Premium."
  }
}

variable "log_retention_days" {
  description = "Days that log lines are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.log_retention_days >= 30 && var.log_retention_days <= 730 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days is a whole number from 30 to 730."
  }
}
