export { CloudCatalogue } from './CloudCatalogue';
export { CloudTypes } from './CloudTypes';
export { createCloudRoom } from './createCloudRoom';
export { integrationTypeOf } from './credentials';
