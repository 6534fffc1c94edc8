import { Route, Routes } from 'react-router-dom';
import { EditScreen } from './EditScreen';
import { ResourceScreen } from './ResourceScreen';
import { ResourcesScreen } from './ResourcesScreen';

/** The list, and one resource below it, to look at and to change. */
export function ResourceRoutes() {
  return (
    <Routes>
      <Route index element={<ResourcesScreen />} />
      <Route path=":id" element={<ResourceScreen />} />
      <Route path=":id/edit" element={<EditScreen />} />
    </Routes>
  );
}
