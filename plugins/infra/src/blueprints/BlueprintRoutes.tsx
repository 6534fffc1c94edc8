import { Route, Routes } from 'react-router-dom';
import { BlueprintScreen } from './BlueprintScreen';
import { BlueprintsScreen } from './BlueprintsScreen';
import { EditBlueprintScreen, NewBlueprintScreen } from './EditBlueprintScreen';
import { RequestBlueprintScreen } from './RequestBlueprintScreen';

/** The list, and one blueprint below it, to look at, to change and to request. */
export function BlueprintRoutes() {
  return (
    <Routes>
      <Route index element={<BlueprintsScreen />} />
      <Route path="-/new" element={<NewBlueprintScreen />} />
      <Route path=":name" element={<BlueprintScreen />} />
      <Route path=":name/edit" element={<EditBlueprintScreen />} />
      <Route path=":name/request" element={<RequestBlueprintScreen />} />
    </Routes>
  );
}
