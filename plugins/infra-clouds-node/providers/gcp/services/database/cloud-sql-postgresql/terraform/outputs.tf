output "instance_name" {
  description = "Name of the server."
  value       = google_sql_database_instance.this.name
}

output "connection_name" {
  description = "The server's name for connectors, project:region:instance."
  value       = google_sql_database_instance.this.connection_name
}

output "host" {
  description = "Private address of the server."
  value       = google_sql_database_instance.this.private_ip_address
}

output "port" {
  description = "Port of the server."
  value       = 5432
}

output "database_name" {
  description = "Name of the first database."
  value       = google_sql_database.this.name
}

output "admin_username" {
  description = "Name of the administrator."
  value       = google_sql_user.admin.name
}

output "secret_id" {
  description = "Secret in Secret Manager with the administrator's password."
  value       = google_secret_manager_secret.admin.secret_id
}

output "network" {
  description = "Network of the server."
  value       = local.network
}
