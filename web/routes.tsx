import { Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { RequireSession } from './account/RequireSession.tsx'
import { AccountMenu } from './browse/AccountMenu.tsx'
import { Connection } from './browse/Connection.tsx'
import { HomeScreen } from './browse/HomeScreen.tsx'
import { LibraryScreen } from './browse/LibraryScreen.tsx'
import { OnItsWay } from './browse/OnItsWay.tsx'
import { SettingsLink } from './browse/SettingsLink.tsx'
import { BulkHost } from './bulk/BulkHost.tsx'
import { Afterwards } from './lib/Afterwards.tsx'
import { lazyPart } from './lib/lazy-part.tsx'
import type { LibraryParts } from './lib/library-parts.ts'
import type { PaletteProps } from './palette/Palette.tsx'
import { PaletteHost } from './palette/PaletteHost.tsx'
import { Started } from './Started.tsx'
import { iconClass } from './ui/Button.tsx'
import { NotFound, NotFoundScreen } from './ui/NotFound.tsx'
import { UploadHost } from './upload/UploadHost.tsx'

const SignInScreen = lazyPart(async () => (await import('./account/SignInScreen.tsx')).SignInScreen)
const WelcomeScreen = lazyPart(
  async () => (await import('./account/WelcomeScreen.tsx')).WelcomeScreen,
)
const AccountScreen = lazyPart(
  async () => (await import('./account/AccountScreen.tsx')).AccountScreen,
)
const UsersScreen = lazyPart(
  async () => (await import('./settings/people/UsersScreen.tsx')).UsersScreen,
)
const KeysScreen = lazyPart(async () => (await import('./settings/keys/KeysScreen.tsx')).KeysScreen)
const HistoryScreen = lazyPart(
  async () => (await import('./settings/history/HistoryScreen.tsx')).HistoryScreen,
)
const SettingsScreen = lazyPart(
  async () => (await import('./settings/SettingsScreen.tsx')).SettingsScreen,
)
const LabelsScreen = lazyPart(
  async () => (await import('./settings/LabelsScreen.tsx')).LabelsScreen,
)
const JobsScreen = lazyPart(async () => (await import('./jobs/JobsScreen.tsx')).JobsScreen)
const AnalysisScreen = lazyPart(
  async () => (await import('./settings/analysis/AnalysisScreen.tsx')).AnalysisScreen,
)
const SourcesScreen = lazyPart(
  async () => (await import('./sources/SourcesScreen.tsx')).SourcesScreen,
)
const NewSourceScreen = lazyPart(
  async () => (await import('./sources/NewSourceScreen.tsx')).NewSourceScreen,
)
const SourceScreen = lazyPart(async () => (await import('./sources/SourceScreen.tsx')).SourceScreen)
const UploadSetupScreen = lazyPart(
  async () => (await import('./sources/UploadSetupScreen.tsx')).UploadSetupScreen,
)
const UploadScreen = lazyPart(async () => (await import('./upload/UploadScreen.tsx')).UploadScreen)
const DuplicatesScreen = lazyPart(
  async () => (await import('./duplicates/DuplicatesScreen.tsx')).DuplicatesScreen,
)
const CompareScreen = lazyPart(
  async () => (await import('./compare/CompareScreen.tsx')).CompareScreen,
)
const SavedSearchScreen = lazyPart(
  async () => (await import('./browse/SavedSearchScreen.tsx')).SavedSearchScreen,
)
const BulkBar = lazyPart(async () => (await import('./bulk/BulkBar.tsx')).BulkBar)
const SelectionPanel = lazyPart(
  async () => (await import('./bulk/SelectionPanel.tsx')).SelectionPanel,
)
const BulkEditsScreen = lazyPart(
  async () => (await import('./bulk/BulkEditsScreen.tsx')).BulkEditsScreen,
)
const BulkEditScreen = lazyPart(
  async () => (await import('./bulk/BulkEditScreen.tsx')).BulkEditScreen,
)
const LibraryMenu = lazyPart(async () => (await import('./bulk/LibraryMenu.tsx')).LibraryMenu)
const loadDetail = async () => (await import('./detail/DetailScreen.tsx')).DetailScreen
const DetailScreen = lazyPart(loadDetail)
// Whoever opens a link to an asset does not wait for the library first. What fails is said where it is needed.
if (location.pathname.includes('/asset/')) loadDetail().catch(() => {})
const Palette = lazyPart(async () => {
  const [{ Palette: Shown }, pages, { t }] = await Promise.all([
    import('./palette/Palette.tsx'),
    import('./settings/pages.ts'),
    import('./texts/settings.ts'),
  ])
  const listPages: PaletteProps['listPages'] = (permissions) =>
    [...pages.WORKSPACE_PAGES, ...pages.OWN_PAGES]
      .filter((page) => pages.mayOpen(page, permissions))
      .map(({ name, to, icon }) => ({ to, icon, title: t.pages[name] }))
  return (props: Omit<PaletteProps, 'listPages'>) => <Shown {...props} listPages={listPages} />
})
const ShortcutSheet = lazyPart(
  async () => (await import('./palette/ShortcutSheet.tsx')).ShortcutSheet,
)

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
    // Its button has a place already, so that nothing moves when it comes.
    <Afterwards fallback={<span className={iconClass} />}>
      <Suspense fallback={<span className={iconClass} />}>
        <LibraryMenu {...props} />
      </Suspense>
    </Afterwards>
  ),
}

const ABOVE_LIBRARY = (
  <>
    <Route
      path="asset/*"
      element={
        <Suspense fallback={<OnItsWay />}>
          <DetailScreen />
        </Suspense>
      }
    />
    <Route
      path="compare"
      element={
        <Suspense fallback={<OnItsWay />}>
          <CompareScreen />
        </Suspense>
      }
    />
    <Route path="uploads" element={<UploadScreen />} />
    <Route path="duplicates" element={<DuplicatesScreen />} />
  </>
)

/** Every view has an address; the detail view lies above the library it belongs to. */
export function AppRoutes() {
  return (
    <Suspense>
      <Started />
      <Routes>
        <Route path="/sign-in" element={<SignInScreen />} />
        <Route element={<RequireSession />}>
          <Route
            element={
              <PaletteHost Palette={Palette} Sheet={ShortcutSheet}>
                <BulkHost />
              </PaletteHost>
            }
          >
            <Route element={<UploadHost />}>
              <Route path="/" element={<HomeScreen />} />
              <Route path="/welcome" element={<WelcomeScreen />} />
              <Route path="/s/:sourceId" element={<LibraryScreen parts={LIBRARY_PARTS} />}>
                {ABOVE_LIBRARY}
              </Route>
              <Route path="/search/:searchId" element={<SavedSearchScreen />} />
              <Route
                path="/settings"
                element={
                  <SettingsScreen
                    connection={Connection}
                    accountMenu={
                      <>
                        <SettingsLink />
                        <AccountMenu />
                      </>
                    }
                  />
                }
              >
                <Route path="sources" element={<SourcesScreen />} />
                <Route path="sources/new" element={<NewSourceScreen />} />
                <Route path="sources/:sourceId" element={<SourceScreen />} />
                <Route path="sources/:sourceId/upload" element={<UploadSetupScreen />} />
                <Route path="analysis" element={<AnalysisScreen />} />
                <Route path="jobs" element={<JobsScreen />} />
                <Route path="users" element={<UsersScreen />} />
                <Route path="history" element={<HistoryScreen />} />
                <Route path="keys" element={<KeysScreen />} />
                <Route path="account" element={<AccountScreen />} />
                <Route path="bulk-edits" element={<BulkEditsScreen />} />
                <Route path="bulk-edits/:editId" element={<BulkEditScreen />} />
                <Route path="categories" element={<LabelsScreen key="c" kind="categories" />} />
                <Route path="fields" element={<LabelsScreen key="f" kind="custom_field_keys" />} />
                <Route path="*" element={<NotFound />} />
              </Route>
            </Route>
          </Route>
        </Route>
        <Route path="*" element={<NotFoundScreen />} />
      </Routes>
    </Suspense>
  )
}
