import './first.ts'
import './ui/tokens.css'
import './ui/base.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { ApiFailure } from './lib/api.ts'
import { startRequests } from './lib/first-requests.ts'
import { noteFailure } from './lib/session.ts'
import { AppRoutes } from './routes.tsx'
import { loadTexts } from './texts/define-texts.ts'
import { language } from './texts/language.ts'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (failure) => noteFailure(client, failure) }),
  mutationCache: new MutationCache({ onError: (failure) => noteFailure(client, failure) }),
  defaultOptions: {
    queries: {
      // On a laptop the server is on the same machine: being offline does not mean that it is away.
      networkMode: 'always',
      refetchOnWindowFocus: false,
      retry: (count, failure) => count < 2 && isPassing(failure),
    },
    mutations: { networkMode: 'always' },
  },
})

/** Whether asking again may help. */
function isPassing(failure: Error): boolean {
  return failure instanceof ApiFailure && (failure.status === 0 || failure.status >= 500)
}

document.documentElement.lang = language
const root = document.getElementById('root')
if (root) start(root)

/** No `await` on the top of this module: texts that come later need words of it, and would wait for it. */
async function start(element: HTMLElement): Promise<void> {
  await Promise.all([loadTexts(), startRequests(client)])
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ErrorBoundary>
          <BrowserRouter>
            <AppRoutes />
          </BrowserRouter>
        </ErrorBoundary>
      </QueryClientProvider>
    </StrictMode>,
  )
}
