import { Route, Routes } from 'react-router-dom';
import { WorkspaceScreen } from './WorkspaceScreen';
import { WorkspacesScreen } from './WorkspacesScreen';

/** The list, and one workspace below it. */
export function WorkspaceRoutes() {
  return (
    <Routes>
      <Route index element={<WorkspacesScreen />} />
      <Route path=":id" element={<WorkspaceScreen />} />
    </Routes>
  );
}
