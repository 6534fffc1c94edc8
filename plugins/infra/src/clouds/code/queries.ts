import { useQuery } from '@tanstack/react-query';
import type {
  CloudDetection,
  CloudGenerate,
  CloudOptions,
  CloudTransformation,
} from '@bailiwick/backstage-plugin-infra-common';
import { queryKeys, useInfraApi, useInfraMutation } from '../../api';
import type { SourceFiles } from './sourceFiles';

/** Files that were handed in together; the key stands for them. */
export interface Submission {
  key: string;
  files: SourceFiles;
}

/** What is looked into: files that were handed in, or a repository on a git host by its address. */
export type Searched = Submission | { key: string; repository: string };

/** Code is nobody else's business: it is forgotten with the page. What comes of it does not change while it is open. */
const OF_CODE = { gcTime: 0, staleTime: Infinity } as const;

export function useDetection(searched: Searched) {
  const api = useInfraApi();
  return useQuery<CloudDetection>({
    queryKey: [...queryKeys.clouds, 'detection', searched.key],
    queryFn: ({ signal }) =>
      'files' in searched
        ? api.detectCapabilities({ body: { files: { ...searched.files } }, signal })
        : api.detectInRepository({ body: { repository: searched.repository }, signal }),
    ...OF_CODE,
  });
}

export function useCloudOptions(capabilities: string[]) {
  const api = useInfraApi();
  return useQuery<CloudOptions>({
    queryKey: [...queryKeys.clouds, 'options', ...capabilities],
    queryFn: ({ signal }) => api.listCloudOptions({ body: { capabilities }, signal }),
  });
}

export function useTransformation(cloud: string, { key, files }: Submission) {
  const api = useInfraApi();
  return useQuery<CloudTransformation>({
    queryKey: [...queryKeys.clouds, 'transformation', cloud, key],
    queryFn: ({ signal }) =>
      api.transformCode({ params: { id: cloud }, body: { files: { ...files } }, signal }),
    ...OF_CODE,
  });
}

export function useGeneration(cloud: string) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: CloudGenerate) => api.generateConfiguration({ params: { id: cloud }, body }),
    changes: () => [],
  });
}
