import { alertApiRef, useApiHolder } from '@backstage/core-plugin-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';

/** Tells that something worked. Apps of the old frontend system have no toasts, and show it as an alert. */
export function useNotify(): (message: string) => void {
  const apis = useApiHolder();
  return message => {
    const toasts = apis.get(toastApiRef);
    if (toasts) toasts.post({ title: message, status: 'success', timeout: 6_000 });
    else apis.get(alertApiRef)?.post({ message, severity: 'success', display: 'transient' });
  };
}
