import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/frontend-defaults';
import { ApiBlueprint, createFrontendModule, fetchApiRef } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { createRoot } from 'react-dom/client';
import infraPlugin from '../src';
import { DevBackend } from './DevBackend';

// The screens over a small organisation in memory. `?size=10000` makes it large; `?as=ada|fred|dora|tess|mia|nina` signs
// somebody else in; `?fail=<operation>` lets an operation fail, `?stall=<operation>` lets it hang, `?deny=<operation>` forbids it;
// `?bare` leaves out what is only there to be looked at.
const backend = new DevBackend(new URLSearchParams(window.location.search));

const fakes = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ApiBlueprint.make({
      name: 'fetch',
      params: define =>
        define({ api: fetchApiRef, deps: {}, factory: () => ({ fetch: backend.fetch }) }),
    }),
    ApiBlueprint.make({
      name: 'signals',
      params: define => define({ api: signalApiRef, deps: {}, factory: () => backend.signals }),
    }),
  ],
});

const app = createApp({ features: [infraPlugin, catalogPlugin, fakes] });
const root = document.getElementById('root');
if (root) createRoot(root).render(app.createRoot());
