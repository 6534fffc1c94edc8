import { Route, Routes } from 'react-router-dom';
import { ApprovalScreen } from './ApprovalScreen';
import { ApprovalsScreen } from './ApprovalsScreen';

/** The queue, and one approval below it. */
export function ApprovalRoutes() {
  return (
    <Routes>
      <Route index element={<ApprovalsScreen />} />
      <Route path=":id" element={<ApprovalScreen />} />
    </Routes>
  );
}
