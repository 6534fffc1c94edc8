output "service_name" {
  description = "Name of the app."
  value       = azurerm_container_app.this.name
}

output "url" {
  description = "Address of the app."
  value       = "https://${azurerm_container_app.this.ingress[0].fqdn}"
}

output "repository_url" {
  description = "Where images are pushed to."
  value       = azurerm_container_registry.this.login_server
}

output "identity_principal_id" {
  description = "Object id of the app's identity, for read_write_principal_ids of a container for example."
  value       = azurerm_user_assigned_identity.this.principal_id
}

output "identity_client_id" {
  description = "Client id of the app's identity."
  value       = azurerm_user_assigned_identity.this.client_id
}
