resource "stratus_runner" "this" {
  name = "runner"
}
