import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import { QuotaPreview } from '../scaffolder/QuotaPreview';
import { ResourceForm } from '../scaffolder/ResourceForm';
import {
  quotaPreviewSchema,
  resourceFormSchema,
  sitePickerSchema,
  unitPickerSchema,
} from '../scaffolder/schemas';
import { SitePicker } from '../scaffolder/SitePicker';
import { UnitPicker } from '../scaffolder/UnitPicker';
import { validateQuota, validateUnit } from '../scaffolder/validations';
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
