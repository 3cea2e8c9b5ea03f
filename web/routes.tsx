import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { RequireSession } from './account/RequireSession.tsx'
import { HomeScreen } from './browse/HomeScreen.tsx'
import { LibraryScreen } from './browse/LibraryScreen.tsx'

const SignInScreen = lazy(async () => ({
  default: (await import('./account/SignInScreen.tsx')).SignInScreen,
}))
const DetailScreen = lazy(async () => ({
  default: (await import('./detail/DetailScreen.tsx')).DetailScreen,
}))

/** Every view has an address; the detail view lies above the library it belongs to. */
export function AppRoutes() {
  return (
    <Suspense>
      <Routes>
        <Route path="/sign-in" element={<SignInScreen />} />
        <Route element={<RequireSession />}>
          <Route path="/" element={<HomeScreen />} />
          <Route path="/s/:sourceId" element={<LibraryScreen />}>
            <Route
              path="asset/*"
              element={
                <Suspense>
                  <DetailScreen />
                </Suspense>
              }
            />
          </Route>
        </Route>
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Suspense>
  )
}
