import { Route, Routes } from 'react-router-dom';
import { ImportScreen } from './ImportScreen';
import { TypeScreen } from './TypeScreen';
import { TypesScreen } from './TypesScreen';

/** The list, one type below it, and the import of another. */
export function TypeRoutes() {
  return (
    <Routes>
      <Route index element={<TypesScreen />} />
      <Route path="-/import" element={<ImportScreen />} />
      <Route path=":name" element={<TypeScreen />} />
    </Routes>
  );
}
