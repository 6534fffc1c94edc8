import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const roots: string[] = [];

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A folder with these files that is gone after the test file. */
export function writeTree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'clouds-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A small provider in the published layout, of which each file can be replaced. */
export function tinyProvider(
  changes: Record<string, string | undefined> = {},
): Record<string, string> {
  const files: Record<string, string | undefined> = {
    'provider.yaml': `provider:
  id: tiny
  name: tiny
  display_name: Tiny Cloud
  description: A cloud for tests
  shape: round
  credentials:
    type: file_reference
    schema: authentication/token/schema.yaml
  regions:
    source: regions.yaml
    default: north-1
  terraform:
    required_version: '>= 1.5.0'
    provider_source: example/tiny
    provider_version: '~> 1.0'
    provider_block: |
      provider "tiny" {
        region = var.region
      }
  capabilities: [storage, compute]
  naming: { max_length: 20, allowed_chars: a-z0-9-, case_sensitive: false, must_start_with: letter }
  labels:
    max_count: 5
    key_max_length: 20
    value_max_length: 20
    key_pattern: '^[a-z][a-z0-9_-]*$'
    value_pattern: '^[a-z0-9_-]*$'
`,
    'regions.yaml': `regions:
  default: north-1
  available:
    - { id: north-1, name: North, location: Oslo, latency_zone: europe, recommended: true }
    - { id: south-1, name: South, location: Rome, latency_zone: europe }
`,
    'provider-defaults.yaml': `provider_defaults:
  id: tiny-defaults
  version: 1.0.0
  provider: tiny
  default_region: north-1
  storage: { versioning_enabled: 'yes', force_destroy: none }
  label_key: labels
`,
    'pricing-metadata.yaml': `pricing_metadata:
  id: tiny-pricing
  version: 1.0.0
  provider: tiny
  last_updated: "2026-01-01"
  currency: USD
  estimated_monthly_cost: 7.5
  cost_breakdown:
    storage: { service: Bucket, monthly_cost: 2.5, details: 100 GB, free_tier: 5 GB }
    compute: { service: Runner, monthly_cost: 5.0, details: one instance }
  recommendation: Enough for a start
  notes: [No taxes]
`,
    'authentication/token/method.yaml': `authentication_method:
  id: token
  name: token
  display_name: Token
  provider: tiny
  description: A token of the account
`,
    'authentication/token/schema.yaml': `credential_schema:
  id: tiny-token
  version: 1.0.0
  fields:
    - { name: token, type: text, required: true, sensitive: true, label: Token }
  metadata_extraction: []
`,
    'authentication/token/handler.yaml': `credential_handler:
  id: tiny-token-handler
  version: 1.0.0
  method_id: token
  file_outputs:
    - { name: key, path: tiny.json, permissions: "0600", content_source: { type: direct, field: token } }
  environment_variables:
    - { name: TINY_TOKEN, value_template: "{{ .token }}", required: true }
`,
    'authentication/token/ui-instructions.yaml': `ui_instructions:
  title: Make a token
  steps:
    - { number: 1, title: Open the console, action: { type: instruction, steps: [Log in] } }
`,
    'services/storage/bucket/service.yaml': `service:
  id: bucket
  name: bucket
  display_name: Bucket
  capability: storage
  provider: tiny
  description: Keeps objects
  operations: [upload, download]
  defaults_file: defaults.yaml
  terraform_module: terraform/
  provider_apis:
    - { name: storage.tiny.example, display_name: Storage API, description: Objects, bootstrap: true }
`,
    'services/storage/bucket/defaults.yaml': `defaults:
  naming_convention: \${project_name}-files
  labels: { capability: storage }
  versioning_enabled: true
  customizable_variables:
    - { name: bucket_name, type: string, description: Its name }
    - { name: keep_days, type: number, description: Days, default: 30, minimum: 1, maximum: 365 }
`,
    'services/storage/bucket/terraform/main.tf': `resource "tiny_bucket" "this" {
  name       = var.bucket_name
  versioning = var.versioning_enabled
  keep_days  = var.keep_days
  labels     = var.labels
}
`,
    'services/storage/bucket/terraform/variables.tf': `variable "bucket_name" {
  description = "Name of the bucket"
  type        = string
}

variable "versioning_enabled" {
  type    = bool
  default = false
}

variable "keep_days" {
  type    = number
  default = 7
}
`,
    'services/storage/bucket/terraform/outputs.tf': `output "bucket_name" {
  description = "Name of the bucket"
  value       = tiny_bucket.this.name
}
`,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
