import { Repositories } from './repositories';

/** Modules of OpenTofu that a platform engineer can import. They need no provider but the built-in one, so they run on any machine. */
export const MODULES_REPOSITORY = { owner: 'platform', name: 'modules' };

const CACHE_README = `# Cache

A cache with as many nodes as you ask for. This one only pretends: it is made of \`terraform_data\`, and so needs no cloud.
`;

const CACHE_VARIABLES = `variable "nodes" {
  description = "How many nodes share the load."
  type        = number
  default     = 1
}

variable "eviction" {
  description = "What goes first when the cache is full."
  type        = string
  default     = "lru"

  validation {
    condition     = contains(["lru", "lfu", "ttl"], var.eviction)
    error_message = "Must be lru, lfu or ttl."
  }
}

variable "labels" {
  type    = map(string)
  default = {}
}
`;

const CACHE_MAIN = `terraform {
  required_version = ">= 1.4"
}

resource "terraform_data" "node" {
  count = var.nodes
  input = { number = count.index, eviction = var.eviction }
}
`;

const CACHE_OUTPUTS = `output "endpoint" {
  description = "Where clients connect."
  value       = "cache-\${substr(terraform_data.node[0].id, 0, 8)}.example:6379"
}

output "nodes" {
  value = length(terraform_data.node)
}
`;

/** Creates the repository of modules unless it exists. */
export async function seedModules(repositories: Repositories): Promise<void> {
  const { owner, name } = MODULES_REPOSITORY;
  if (repositories.find(owner, name)) return;
  const repository = await repositories.create(owner, name, {
    description: 'Modules of OpenTofu',
  });
  await repository.commitFiles('main', 'Start with a cache', {
    'README.md': '# Modules\n\nOne folder each.\n',
    'cache/README.md': CACHE_README,
    'cache/main.tf': CACHE_MAIN,
    'cache/variables.tf': CACHE_VARIABLES,
    'cache/outputs.tf': CACHE_OUTPUTS,
  });
}
