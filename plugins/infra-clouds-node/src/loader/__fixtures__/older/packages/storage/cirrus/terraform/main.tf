variable "name" {
  type = string
}

resource "cirrus_space" "this" {
  name = var.name
}
