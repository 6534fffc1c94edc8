import { Repositories } from './repositories';

/** The repository that exists from the start, with the values of the namespaces chart. */
export const VALUES_REPOSITORY = { owner: 'platform', name: 'values' };
export const VALUES_PATH = 'src/helm/values.yaml';

const VALUES = `# Values of the "namespaces" chart: one Namespace and one ResourceQuota for every entry below.
global:
  # Set by the platform team; ask there before you change it.
  clusterDomain: cluster.bailiwick.example
  labels: { managed-by: platform }

namespaces: []

networkPolicy:
  enabled: true # every namespace starts closed
  allow:
    - dns
    - monitoring
`;

const CHART = `apiVersion: v2
name: namespaces
description: The namespaces of all teams
version: 1.0.0
`;

const TEMPLATE = `{{- range .Values.namespaces }}
---
apiVersion: v1
kind: Namespace
metadata:
  name: {{ .name }}
  labels:
    team: {{ .teamId | quote }}
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: {{ .name }}
  namespace: {{ .name }}
spec:
  hard:
    requests.cpu: {{ .resourceQuota.cpu | quote }}
    requests.memory: {{ .resourceQuota.memory | quote }}
{{- end }}
`;

/** Creates the values repository unless it exists. */
export async function seedValues(repositories: Repositories): Promise<void> {
  const { owner, name } = VALUES_REPOSITORY;
  if (repositories.find(owner, name)) return;
  const repository = await repositories.create(owner, name, {
    description: 'Helm values that Argo CD follows',
  });
  await repository.commitFiles('main', 'Start the namespaces chart', {
    'src/helm/Chart.yaml': CHART,
    'src/helm/templates/namespaces.yaml': TEMPLATE,
    [VALUES_PATH]: VALUES,
  });
}
