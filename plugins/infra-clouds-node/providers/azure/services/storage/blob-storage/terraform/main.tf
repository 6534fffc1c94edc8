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

  # Names of storage accounts are unique in all of Azure and have 3 to 24 letters and digits: eight of a digest make this one so.
  letters      = replace("${var.project_name}${var.environment}", "-", "")
  digest       = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${local.resource_group_name}/${var.project_name}/${var.environment}"), 0, 8)
  account_name = var.account_name == null ? "${substr(local.letters, 0, 16)}${local.digest}" : var.account_name

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

resource "azurerm_storage_account" "this" {
  name                = local.account_name
  resource_group_name = local.resource_group_name
  location            = var.region

  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = var.replication
  access_tier              = var.access_tier

  https_traffic_only_enabled        = true
  min_tls_version                   = "TLS1_2"
  infrastructure_encryption_enabled = true
  cross_tenant_replication_enabled  = false

  # Everybody is somebody: no anonymous reads, and no keys that are the same for all.
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  public_network_access_enabled   = var.public_network_access_enabled

  tags = local.tags

  blob_properties {
    versioning_enabled = var.versioning_enabled

    delete_retention_policy {
      days = var.soft_delete_days
    }

    container_delete_retention_policy {
      days = var.soft_delete_days
    }

    dynamic "cors_rule" {
      for_each = length(var.cors_allowed_origins) == 0 ? [] : [var.cors_allowed_origins]

      content {
        allowed_origins    = cors_rule.value
        allowed_methods    = ["GET", "HEAD", "PUT"]
        allowed_headers    = ["*"]
        exposed_headers    = ["ETag"]
        max_age_in_seconds = 3600
      }
    }
  }

  network_rules {
    default_action             = length(var.allowed_ip_ranges) + length(var.allowed_subnet_ids) == 0 ? "Allow" : "Deny"
    bypass                     = ["AzureServices"]
    ip_rules                   = var.allowed_ip_ranges
    virtual_network_subnet_ids = var.allowed_subnet_ids
  }
}

resource "azurerm_storage_container" "this" {
  name                  = var.container_name
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "this" {
  storage_account_id = azurerm_storage_account.this.id

  rule {
    name    = "old-versions"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      version {
        delete_after_days_since_creation = var.noncurrent_version_days
      }
    }
  }

  dynamic "rule" {
    for_each = var.infrequent_access_after_days == null ? [] : [var.infrequent_access_after_days]

    content {
      name    = "infrequent-access"
      enabled = true

      filters {
        blob_types = ["blockBlob"]
      }

      actions {
        base_blob {
          tier_to_cool_after_days_since_modification_greater_than = rule.value
        }
      }
    }
  }

  dynamic "rule" {
    for_each = var.expire_after_days == null ? [] : [var.expire_after_days]

    content {
      name    = "expire"
      enabled = true

      filters {
        blob_types = ["blockBlob"]
      }

      actions {
        base_blob {
          delete_after_days_since_modification_greater_than = rule.value
        }
      }
    }
  }
}

resource "azurerm_role_assignment" "read_write" {
  count                = length(var.read_write_principal_ids)
  scope                = azurerm_storage_container.this.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = var.read_write_principal_ids[count.index]
}

resource "azurerm_role_assignment" "read" {
  count                = length(var.read_principal_ids)
  scope                = azurerm_storage_container.this.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = var.read_principal_ids[count.index]
}

resource "azurerm_management_lock" "this" {
  count      = var.deletion_protection ? 1 : 0
  name       = "keep"
  scope      = azurerm_storage_account.this.id
  lock_level = "CanNotDelete"
  notes      = "Set deletion_protection to false before a destroy."
}
