import { useApi } from '@backstage/core-plugin-api';
import { type InfraApi, infraApiRef } from './InfraApi';

export const useInfraApi = (): InfraApi => useApi(infraApiRef);
