output "namespace_name" {
  description = "Name of the namespace."
  value       = azurerm_servicebus_namespace.this.name
}

output "host" {
  description = "Host name of the namespace."
  value       = "${azurerm_servicebus_namespace.this.name}.servicebus.windows.net"
}

output "queue_name" {
  description = "Name of the queue."
  value       = azurerm_servicebus_queue.this.name
}

output "topic_names" {
  description = "Names of the topics."
  value       = [for topic in azurerm_servicebus_topic.this : topic.name]
}

output "namespace_id" {
  description = "Resource id of the namespace."
  value       = azurerm_servicebus_namespace.this.id
}
