import { Route, Routes } from 'react-router-dom';
import { BatchesScreen } from './BatchesScreen';
import { BatchScreen } from './BatchScreen';

/** The list, and one batch below it. */
export function BatchRoutes() {
  return (
    <Routes>
      <Route index element={<BatchesScreen />} />
      <Route path=":id" element={<BatchScreen />} />
    </Routes>
  );
}
