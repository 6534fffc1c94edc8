import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebar } from './AppSidebar';

export const navModule = createFrontendModule({ pluginId: 'app', extensions: [sidebar] });
