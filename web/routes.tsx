import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { RequireSession } from './account/RequireSession.tsx'
import { AccountMenu } from './browse/AccountMenu.tsx'
import { HomeScreen } from './browse/HomeScreen.tsx'
import { LibraryScreen } from './browse/LibraryScreen.tsx'
import { SettingsLink } from './browse/SettingsLink.tsx'
import { BulkHost } from './bulk/BulkHost.tsx'
import type { LibraryParts } from './lib/library-parts.ts'
import { UploadHost } from './upload/UploadHost.tsx'

const SignInScreen = lazy(async () => ({
  default: (await import('./account/SignInScreen.tsx')).SignInScreen,
}))
const SettingsScreen = lazy(async () => ({
  default: (await import('./settings/SettingsScreen.tsx')).SettingsScreen,
}))
const LabelsScreen = lazy(async () => ({
  default: (await import('./settings/LabelsScreen.tsx')).LabelsScreen,
}))
const AnalysisScreen = lazy(async () => ({
  default: (await import('./settings/analysis/AnalysisScreen.tsx')).AnalysisScreen,
}))
const SourcesScreen = lazy(async () => ({
  default: (await import('./sources/SourcesScreen.tsx')).SourcesScreen,
}))
const NewSourceScreen = lazy(async () => ({
  default: (await import('./sources/NewSourceScreen.tsx')).NewSourceScreen,
}))
const SourceScreen = lazy(async () => ({
  default: (await import('./sources/SourceScreen.tsx')).SourceScreen,
}))
const UploadSetupScreen = lazy(async () => ({
  default: (await import('./sources/UploadSetupScreen.tsx')).UploadSetupScreen,
}))
const UploadScreen = lazy(async () => ({
  default: (await import('./upload/UploadScreen.tsx')).UploadScreen,
}))
const DuplicatesScreen = lazy(async () => ({
  default: (await import('./duplicates/DuplicatesScreen.tsx')).DuplicatesScreen,
}))
const SavedSearchScreen = lazy(async () => ({
  default: (await import('./browse/SavedSearchScreen.tsx')).SavedSearchScreen,
}))
const BulkBar = lazy(async () => ({ default: (await import('./bulk/BulkBar.tsx')).BulkBar }))
const SelectionPanel = lazy(async () => ({
  default: (await import('./bulk/SelectionPanel.tsx')).SelectionPanel,
}))
const BulkEditsScreen = lazy(async () => ({
  default: (await import('./bulk/BulkEditsScreen.tsx')).BulkEditsScreen,
}))
const BulkEditScreen = lazy(async () => ({
  default: (await import('./bulk/BulkEditScreen.tsx')).BulkEditScreen,
}))
const LibraryMenu = lazy(async () => ({
  default: (await import('./bulk/LibraryMenu.tsx')).LibraryMenu,
}))
const DetailScreen = lazy(async () => ({
  default: (await import('./detail/DetailScreen.tsx')).DetailScreen,
}))

/** They come when they are needed; the library does not wait for them. */
const LIBRARY_PARTS: LibraryParts = {
  BulkBar: (props) => (
    <Suspense>
      <BulkBar {...props} />
    </Suspense>
  ),
  SelectionPanel: (props) => (
    <Suspense>
      <SelectionPanel {...props} />
    </Suspense>
  ),
  MoreMenu: (props) => (
    <Suspense>
      <LibraryMenu {...props} />
    </Suspense>
  ),
}

/** Every view has an address; the detail view lies above the library it belongs to. */
export function AppRoutes() {
  return (
    <Suspense>
      <Routes>
        <Route path="/sign-in" element={<SignInScreen />} />
        <Route element={<RequireSession />}>
          <Route element={<BulkHost />}>
            <Route element={<UploadHost />}>
              <Route path="/" element={<HomeScreen />} />
              <Route path="/s/:sourceId" element={<LibraryScreen parts={LIBRARY_PARTS} />}>
                <Route
                  path="asset/*"
                  element={
                    <Suspense>
                      <DetailScreen />
                    </Suspense>
                  }
                />
                <Route
                  path="uploads"
                  element={
                    <Suspense>
                      <UploadScreen />
                    </Suspense>
                  }
                />
                <Route
                  path="duplicates"
                  element={
                    <Suspense>
                      <DuplicatesScreen />
                    </Suspense>
                  }
                />
              </Route>
              <Route path="/search/:searchId" element={<SavedSearchScreen />} />
              <Route
                path="/settings"
                element={
                  <SettingsScreen
                    accountMenu={
                      <>
                        <SettingsLink />
                        <AccountMenu />
                      </>
                    }
                  />
                }
              >
                <Route index element={<Navigate to="/settings/sources" replace />} />
                <Route path="sources" element={<SourcesScreen />} />
                <Route path="sources/new" element={<NewSourceScreen />} />
                <Route path="sources/:sourceId" element={<SourceScreen />} />
                <Route path="sources/:sourceId/upload" element={<UploadSetupScreen />} />
                <Route path="analysis" element={<AnalysisScreen />} />
                <Route path="bulk-edits" element={<BulkEditsScreen />} />
                <Route path="bulk-edits/:editId" element={<BulkEditScreen />} />
                <Route path="categories" element={<LabelsScreen key="c" kind="categories" />} />
                <Route path="fields" element={<LabelsScreen key="f" kind="custom_field_keys" />} />
              </Route>
            </Route>
          </Route>
        </Route>
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Suspense>
  )
}
