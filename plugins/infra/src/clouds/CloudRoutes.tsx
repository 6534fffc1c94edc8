import { Route, Routes } from 'react-router-dom';
import { CloudScreen } from './CloudScreen';
import { CloudsScreen } from './CloudsScreen';
import { CodeScreen } from './code/CodeScreen';
import { GuideScreen } from './signin/GuideScreen';

/** The list, one cloud and its ways to sign in below it, and what code needs of them. */
export function CloudRoutes() {
  return (
    <Routes>
      <Route index element={<CloudsScreen />} />
      <Route path="-/code" element={<CodeScreen />} />
      <Route path=":id/sign-in/:method" element={<GuideScreen />} />
      <Route path=":id" element={<CloudScreen />} />
    </Routes>
  );
}
