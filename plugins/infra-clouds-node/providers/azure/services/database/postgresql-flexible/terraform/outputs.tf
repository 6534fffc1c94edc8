output "host" {
  description = "Host name of the server, in its private network."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "port" {
  description = "Port of the server."
  value       = 5432
}

output "database_name" {
  description = "Name of the first database."
  value       = azurerm_postgresql_flexible_server_database.this.name
}

output "admin_username" {
  description = "Name of the administrator's role."
  value       = azurerm_postgresql_flexible_server_active_directory_administrator.this.principal_name
}

output "server_id" {
  description = "Resource id of the server."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "virtual_network_id" {
  description = "Resource id of the network that was made; null when one was given."
  value       = one(azurerm_virtual_network.this[*].id)
}
