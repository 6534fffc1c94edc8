terraform {
  required_version = ">= 1.5.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

data "azurerm_client_config" "current" {}

locals {
  # As bootstrap.sh names it.
  resource_group_name = coalesce(var.resource_group_name, "${var.project_name}-${var.environment}")

  # Names of servers are unique in all of Azure.
  name        = "${var.project_name}-${var.environment}"
  digest      = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${local.resource_group_name}/${local.name}"), 0, 8)
  server_name = "${local.name}-${local.digest}"
  own_network = var.subnet_id == null

  tags = merge(
    {
      Project     = var.project_name
      Environment = var.environment
      ManagedBy   = "terraform"
    },
    var.tags,
  )
}

# A network of its own, where none is given: nothing else is in it, and it has no way in from the internet.
resource "azurerm_virtual_network" "this" {
  count               = local.own_network ? 1 : 0
  name                = "${local.name}-database"
  resource_group_name = local.resource_group_name
  location            = var.region
  address_space       = [var.network_cidr]
  tags                = local.tags
}

resource "azurerm_subnet" "this" {
  count                = local.own_network ? 1 : 0
  name                 = "postgresql"
  resource_group_name  = local.resource_group_name
  virtual_network_name = azurerm_virtual_network.this[0].name
  address_prefixes     = [cidrsubnet(var.network_cidr, 4, 0)]

  delegation {
    name = "postgresql"

    service_delegation {
      name    = "Microsoft.DBforPostgreSQL/flexibleServers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_private_dns_zone" "this" {
  count               = local.own_network ? 1 : 0
  name                = "${local.name}.private.postgres.database.azure.com"
  resource_group_name = local.resource_group_name
  tags                = local.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  count                 = local.own_network ? 1 : 0
  name                  = "postgresql"
  resource_group_name   = local.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.this[0].name
  virtual_network_id    = azurerm_virtual_network.this[0].id
  tags                  = local.tags
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                = local.server_name
  resource_group_name = local.resource_group_name
  location            = var.region
  version             = var.postgres_version
  sku_name            = var.sku_name
  storage_mb          = var.storage_gb * 1024
  auto_grow_enabled   = var.auto_grow_enabled

  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup

  public_network_access_enabled = false
  delegated_subnet_id           = local.own_network ? azurerm_subnet.this[0].id : var.subnet_id
  private_dns_zone_id           = local.own_network ? azurerm_private_dns_zone.this[0].id : var.private_dns_zone_id

  # There is no password: everybody signs in by Entra, the administrator below too.
  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = data.azurerm_client_config.current.tenant_id
  }

  dynamic "high_availability" {
    for_each = var.high_availability ? [true] : []

    content {
      mode = "ZoneRedundant"
    }
  }

  maintenance_window {
    day_of_week  = 0
    start_hour   = 3
    start_minute = 0
  }

  tags = local.tags

  depends_on = [azurerm_private_dns_zone_virtual_network_link.this]

  lifecycle {
    # The storage grows by itself, and after a failover the zones have changed places.
    ignore_changes = [storage_mb, zone, high_availability[0].standby_availability_zone]

    precondition {
      condition     = !var.high_availability || !startswith(var.sku_name, "B_")
      error_message = "Burstable servers (B_…) cannot have a standby: choose a sku_name that begins with GP_ or MO_."
    }
  }
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  resource_group_name = local.resource_group_name
  server_name         = azurerm_postgresql_flexible_server.this.name
  tenant_id           = data.azurerm_client_config.current.tenant_id
  object_id           = coalesce(var.admin_object_id, data.azurerm_client_config.current.object_id)
  principal_name      = var.admin_name
  principal_type      = var.admin_type
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  server_id = azurerm_postgresql_flexible_server.this.id
  name      = "require_secure_transport"
  value     = "on"
}

resource "azurerm_postgresql_flexible_server_configuration" "slow_statements" {
  server_id = azurerm_postgresql_flexible_server.this.id
  name      = "log_min_duration_statement"
  value     = tostring(var.log_slow_statements_ms)
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  server_id = azurerm_postgresql_flexible_server.this.id
  name      = var.database_name
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_management_lock" "this" {
  count      = var.deletion_protection ? 1 : 0
  name       = "keep"
  scope      = azurerm_postgresql_flexible_server.this.id
  lock_level = "CanNotDelete"
  notes      = "Set deletion_protection to false before a destroy."
}
