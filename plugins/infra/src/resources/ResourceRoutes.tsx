import { Route, Routes } from 'react-router-dom';
import { ResourceScreen } from './ResourceScreen';
import { ResourcesScreen } from './ResourcesScreen';

/** The list, and one resource below it. */
export function ResourceRoutes() {
  return (
    <Routes>
      <Route index element={<ResourcesScreen />} />
      <Route path=":id" element={<ResourceScreen />} />
    </Routes>
  );
}
