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

  name = "${var.project_name}-${var.environment}"

  # Apps have names of up to 32 characters; registries have letters and digits only and are unique in all of Azure.
  app_name      = trimsuffix(substr(local.name, 0, 32), "-")
  digest        = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${local.resource_group_name}/${local.name}"), 0, 8)
  registry_name = "${substr(replace(local.name, "-", ""), 0, 42)}${local.digest}"

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

resource "azurerm_log_analytics_workspace" "this" {
  name                = "${local.name}-logs"
  resource_group_name = local.resource_group_name
  location            = var.region
  sku                 = "PerGB2018"
  retention_in_days   = var.log_retention_days
  tags                = local.tags
}

resource "azurerm_container_registry" "this" {
  name                = local.registry_name
  resource_group_name = local.resource_group_name
  location            = var.region
  sku                 = var.registry_sku
  admin_enabled       = false
  tags                = local.tags
}

resource "azurerm_user_assigned_identity" "this" {
  name                = "${local.name}-app"
  resource_group_name = local.resource_group_name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_role_assignment" "granted" {
  for_each             = var.role_assignments
  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_container_app_environment" "this" {
  name                           = "${local.name}-environment"
  resource_group_name            = local.resource_group_name
  location                       = var.region
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.this.id
  infrastructure_subnet_id       = var.subnet_id
  internal_load_balancer_enabled = var.subnet_id == null ? null : var.ingress == "internal"
  zone_redundancy_enabled        = var.subnet_id == null ? null : var.zone_redundant
  tags                           = local.tags
}

resource "azurerm_container_app" "this" {
  name                         = local.app_name
  resource_group_name          = local.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.this.id
  revision_mode                = "Single"
  tags                         = local.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.this.id]
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = azurerm_user_assigned_identity.this.id
  }

  dynamic "secret" {
    for_each = var.key_vault_secret_ids

    content {
      name                = lower(replace(secret.key, "_", "-"))
      key_vault_secret_id = secret.value
      identity            = azurerm_user_assigned_identity.this.id
    }
  }

  template {
    min_replicas = var.min_instances
    max_replicas = var.max_instances

    container {
      name   = "app"
      image  = var.image
      cpu    = var.cpu
      memory = "${var.cpu * 2}Gi"

      dynamic "env" {
        for_each = var.environment_variables

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.key_vault_secret_ids

        content {
          name        = env.key
          secret_name = lower(replace(env.key, "_", "-"))
        }
      }

      # By which the app finds the identity that was made for it.
      env {
        name  = "AZURE_CLIENT_ID"
        value = azurerm_user_assigned_identity.this.client_id
      }
    }

    http_scale_rule {
      name                = "requests"
      concurrent_requests = tostring(var.concurrency)
    }
  }

  ingress {
    external_enabled           = var.ingress == "all"
    target_port                = var.port
    transport                  = "auto"
    allow_insecure_connections = false

    dynamic "ip_security_restriction" {
      for_each = var.allow_public_access ? [] : var.allowed_ip_ranges

      content {
        name             = "allowed-${ip_security_restriction.key}"
        action           = "Allow"
        ip_address_range = ip_security_restriction.value
      }
    }

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  # An image of the registry cannot be pulled before this.
  depends_on = [azurerm_role_assignment.pull]

  lifecycle {
    precondition {
      condition     = var.ingress != "all" || var.allow_public_access || length(var.allowed_ip_ranges) > 0
      error_message = "With ingress all, say who may call: allowed_ip_ranges, or allow_public_access for everybody."
    }
  }
}
