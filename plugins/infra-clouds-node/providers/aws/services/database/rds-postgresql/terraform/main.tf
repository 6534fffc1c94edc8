terraform {
  required_version = ">= 1.5.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}

data "aws_availability_zones" "available" {
  count = local.own_network ? 1 : 0
  state = "available"
}

locals {
  name        = "${var.project_name}-${var.environment}"
  own_network = var.vpc_id == null
  vpc_id      = local.own_network ? aws_vpc.this[0].id : var.vpc_id
  subnet_ids  = local.own_network ? aws_subnet.this[*].id : var.subnet_ids
  port        = 5432

  tags = merge(
    {
      Project     = var.project_name
      Environment = var.environment
      ManagedBy   = "terraform"
    },
    var.tags,
  )
}

# A network with no way in or out, where none is given.
resource "aws_vpc" "this" {
  count                = local.own_network ? 1 : 0
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = "${local.name}-database" })
}

# The default group of a VPC lets its members talk; without rules it lets nobody.
resource "aws_default_security_group" "this" {
  count  = local.own_network ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = local.tags
}

resource "aws_subnet" "this" {
  count             = local.own_network ? 2 : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, count.index)
  availability_zone = data.aws_availability_zones.available[0].names[count.index]
  tags              = merge(local.tags, { Name = "${local.name}-database-${count.index + 1}" })
}

resource "aws_db_subnet_group" "this" {
  name        = "${local.name}-postgresql"
  description = "Where the database of ${local.name} is reachable"
  subnet_ids  = local.subnet_ids
  tags        = local.tags
}

resource "aws_security_group" "database" {
  name        = "${local.name}-postgresql"
  description = "Who reaches the database of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-postgresql" })
}

resource "aws_security_group" "client" {
  name        = "${local.name}-postgresql-client"
  description = "Members may connect to the database of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-postgresql-client" })
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  security_group_id            = aws_security_group.database.id
  description                  = "From clients"
  referenced_security_group_id = aws_security_group.client.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "client" {
  security_group_id            = aws_security_group.client.id
  description                  = "To the database"
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  tags                         = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "granted" {
  # By position: the groups may be made in the same run, and their ids are then not known yet.
  count                        = length(var.allowed_security_group_ids)
  security_group_id            = aws_security_group.database.id
  description                  = "From other clients"
  referenced_security_group_id = var.allowed_security_group_ids[count.index]
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  tags                         = local.tags
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${local.name}-"
  description = "PostgreSQL ${var.postgres_version} of ${local.name}"
  family      = "postgres${var.postgres_version}"
  tags        = local.tags

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = tostring(var.log_slow_statements_ms)
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier     = "${local.name}-postgresql"
  engine         = "postgres"
  engine_version = var.postgres_version
  instance_class = var.instance_class
  db_name        = var.database_name
  username       = var.admin_username
  port           = local.port

  # AWS makes the password, keeps it in Secrets Manager and changes it; it is never in the state.
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.kms_key_arn
  iam_database_authentication_enabled = true

  allocated_storage     = var.storage_gb
  max_allocated_storage = var.max_storage_gb
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = var.high_availability
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.database.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  backup_retention_period   = var.backup_retention_days
  backup_window             = "02:00-03:00"
  maintenance_window        = "sun:03:30-sun:04:30"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = var.skip_final_snapshot
  final_snapshot_identifier = var.skip_final_snapshot ? null : "${local.name}-postgresql-final"

  auto_minor_version_upgrade      = true
  allow_major_version_upgrade     = false
  apply_immediately               = false
  performance_insights_enabled    = var.performance_insights_enabled
  performance_insights_kms_key_id = var.performance_insights_enabled ? var.kms_key_arn : null
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]

  tags = local.tags

  lifecycle {
    # Minor versions come by themselves.
    ignore_changes = [engine_version]
  }
}

# Lets an application fetch the password that AWS made; children attach it to their role.
data "aws_iam_policy_document" "read_secret" {
  statement {
    sid       = "ReadTheDatabaseSecret"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = [aws_db_instance.this.master_user_secret[0].secret_arn]
  }
}
