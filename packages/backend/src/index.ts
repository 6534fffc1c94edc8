import { createBackend } from '@backstage/backend-defaults';
import { stringifyError } from '@backstage/errors';
import { httpServer } from './httpServer';
import { techdocsWithoutMkDocs } from './techdocs';

const backend = createBackend();

backend.add(httpServer);

// The built app, where this backend serves it itself (production; `npm start` serves it apart).
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-proxy-backend'));

// Who signs in, and what they may do. Roles are enforced by the infra plugin's own services; the
// permission framework can narrow them further.
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@bailiwick/backstage-plugin-auth-backend-module-ldap-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-permission-backend-module-allow-all-policy'));

backend.add(import('@bailiwick/backstage-plugin-infra-backend'));
backend.add(import('@bailiwick/backstage-plugin-infra-backend-module-gitops'));
backend.add(import('@bailiwick/backstage-plugin-infra-backend-module-opentofu'));

// The catalog: people from the directory, units as groups and resources from the infra plugin.
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-ldap'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
backend.add(import('@bailiwick/backstage-plugin-catalog-backend-module-infra'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-notifications'));
backend.add(import('@bailiwick/backstage-plugin-scaffolder-backend-module-infra'));

backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(techdocsWithoutMkDocs);

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

// Events reach every process on the same database: a worker's signals arrive in the browsers that
// are connected to a portal.
backend.add(import('@backstage/plugin-events-backend'));

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.start().catch(error => {
  // A backend that is half there would answer its health check with 503 for ever.
  process.stderr.write(`The backend could not start: ${stringifyError(error)}\n`);
  process.exit(1);
});
