variable "queue_name" {
  type    = string
  default = "work"
}

resource "nimbus_queue" "main" {
  name = var.queue_name
}
