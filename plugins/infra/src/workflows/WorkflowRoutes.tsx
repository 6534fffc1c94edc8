import { Route, Routes } from 'react-router-dom';
import { WorkflowScreen } from './WorkflowScreen';
import { WorkflowsScreen } from './WorkflowsScreen';

/** The list, and one workflow below it. */
export function WorkflowRoutes() {
  return (
    <Routes>
      <Route index element={<WorkflowsScreen />} />
      <Route path=":id" element={<WorkflowScreen />} />
    </Routes>
  );
}
