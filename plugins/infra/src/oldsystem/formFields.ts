import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import { CloudPicker } from '../scaffolder/CloudPicker';
import { CloudServicePicker } from '../scaffolder/CloudServicePicker';
import { CredentialsPicker } from '../scaffolder/CredentialsPicker';
import { QuotaPreview } from '../scaffolder/QuotaPreview';
import { RepositoryPicker } from '../scaffolder/RepositoryPicker';
import { ResourceForm } from '../scaffolder/ResourceForm';
import {
  cloudPickerSchema,
  cloudServicePickerSchema,
  credentialsPickerSchema,
  quotaPreviewSchema,
  repositoryPickerSchema,
  resourceFormSchema,
  sitePickerSchema,
  unitPickerSchema,
} from '../scaffolder/schemas';
import { SitePicker } from '../scaffolder/SitePicker';
import { UnitPicker } from '../scaffolder/UnitPicker';
import { validateQuota, validateRepository, validateUnit } from '../scaffolder/validations';
import { infraPlugin } from './plugin';

/** `ui:field: InfraUnitPicker` */
export const InfraUnitPickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraUnitPicker',
    component: UnitPicker,
    schema: unitPickerSchema.schema,
    validation: validateUnit,
  }),
);

/** `ui:field: InfraSitePicker` */
export const InfraSitePickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraSitePicker',
    component: SitePicker,
    schema: sitePickerSchema.schema,
  }),
);

/** `ui:field: InfraResourceForm` */
export const InfraResourceFormFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraResourceForm',
    component: ResourceForm,
    schema: resourceFormSchema.schema,
  }),
);

/** `ui:field: InfraQuotaPreview` */
export const InfraQuotaPreviewFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraQuotaPreview',
    component: QuotaPreview,
    schema: quotaPreviewSchema.schema,
    validation: validateQuota,
  }),
);

/** `ui:field: InfraCloudPicker` */
export const InfraCloudPickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraCloudPicker',
    component: CloudPicker,
    schema: cloudPickerSchema.schema,
  }),
);

/** `ui:field: InfraCloudServicePicker` */
export const InfraCloudServicePickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraCloudServicePicker',
    component: CloudServicePicker,
    schema: cloudServicePickerSchema.schema,
  }),
);

/** `ui:field: InfraCredentialsPicker` */
export const InfraCredentialsPickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraCredentialsPicker',
    component: CredentialsPicker,
    schema: credentialsPickerSchema.schema,
  }),
);

/** `ui:field: InfraRepositoryPicker` */
export const InfraRepositoryPickerFieldExtension = infraPlugin.provide(
  createScaffolderFieldExtension({
    name: 'InfraRepositoryPicker',
    component: RepositoryPicker,
    schema: repositoryPickerSchema.schema,
    validation: validateRepository,
  }),
);
