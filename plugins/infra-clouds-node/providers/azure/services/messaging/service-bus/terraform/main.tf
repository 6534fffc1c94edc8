terraform {
  required_version = ">= 1.5.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

locals {
  # As bootstrap.sh names it.
  resource_group_name = coalesce(var.resource_group_name, "${var.project_name}-${var.environment}")

  name       = "${var.project_name}-${var.environment}"
  queue_name = var.queue_name == null ? local.name : var.queue_name

  # As Azure writes it; written otherwise it would be a change in every plan.
  lock_minutes  = floor(var.lock_seconds / 60)
  lock_duration = "PT${local.lock_minutes > 0 ? "${local.lock_minutes}M" : ""}${var.lock_seconds % 60 > 0 ? "${var.lock_seconds % 60}S" : ""}"

  # Names of namespaces are unique in all of Azure and have up to 50 characters.
  digest         = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${local.resource_group_name}/${local.name}"), 0, 8)
  namespace_name = "${trimsuffix(substr(local.name, 0, 41), "-")}-${local.digest}"

  tags = merge(
    {
      Project     = var.project_name
      Environment = var.environment
      ManagedBy   = "terraform"
    },
    var.tags,
  )
}

data "azurerm_client_config" "current" {}

resource "azurerm_servicebus_namespace" "this" {
  name                = local.namespace_name
  resource_group_name = local.resource_group_name
  location            = var.region
  sku                 = var.sku
  capacity            = var.sku == "Premium" ? var.capacity : 0
  tags                = local.tags

  # One message unit of the size Premium is one partition unless it is told otherwise.
  premium_messaging_partitions = var.sku == "Premium" ? 1 : 0

  # Everybody signs in by Entra; there are no keys that are the same for all.
  local_auth_enabled            = false
  minimum_tls_version           = "1.2"
  public_network_access_enabled = var.public_network_access_enabled
}

resource "azurerm_servicebus_queue" "this" {
  name         = local.queue_name
  namespace_id = azurerm_servicebus_namespace.this.id

  lock_duration                        = local.lock_duration
  default_message_ttl                  = "P${var.retention_days}D"
  max_delivery_count                   = var.max_receive_count
  max_size_in_megabytes                = 1024
  requires_session                     = var.ordered
  requires_duplicate_detection         = var.exactly_once
  dead_lettering_on_message_expiration = true
}

resource "azurerm_servicebus_topic" "this" {
  for_each     = var.topics
  name         = each.key
  namespace_id = azurerm_servicebus_namespace.this.id

  default_message_ttl          = "P${var.retention_days}D"
  max_size_in_megabytes        = 1024
  requires_duplicate_detection = var.exactly_once
}

locals {
  subscriptions = merge([
    for topic, names in var.topics : {
      for name in names : "${topic}/${name}" => { topic = topic, name = name }
    }
  ]...)
}

resource "azurerm_servicebus_subscription" "this" {
  for_each = local.subscriptions
  name     = each.value.name
  topic_id = azurerm_servicebus_topic.this[each.value.topic].id

  lock_duration                        = local.lock_duration
  default_message_ttl                  = "P${var.retention_days}D"
  max_delivery_count                   = var.max_receive_count
  dead_lettering_on_message_expiration = true
}

resource "azurerm_role_assignment" "send" {
  count                = length(var.sender_principal_ids)
  scope                = azurerm_servicebus_namespace.this.id
  role_definition_name = "Azure Service Bus Data Sender"
  principal_id         = var.sender_principal_ids[count.index]
}

resource "azurerm_role_assignment" "receive" {
  count                = length(var.receiver_principal_ids)
  scope                = azurerm_servicebus_namespace.this.id
  role_definition_name = "Azure Service Bus Data Receiver"
  principal_id         = var.receiver_principal_ids[count.index]
}

resource "azurerm_management_lock" "this" {
  count      = var.deletion_protection ? 1 : 0
  name       = "keep"
  scope      = azurerm_servicebus_namespace.this.id
  lock_level = "CanNotDelete"
  notes      = "Set deletion_protection to false before a destroy."
}
