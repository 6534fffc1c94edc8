output "account_name" {
  description = "Name of the storage account."
  value       = azurerm_storage_account.this.name
}

output "account_url" {
  description = "Address of the account's blobs."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

output "bucket_name" {
  description = "Name of the container."
  value       = azurerm_storage_container.this.name
}

output "account_id" {
  description = "Resource id of the storage account."
  value       = azurerm_storage_account.this.id
}
