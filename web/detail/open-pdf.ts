import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  VerbosityLevel,
} from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = workerUrl

/** Pixels of a picture inside of a document: one may say in a few bytes that it has billions. */
const MOST_PIXELS = 128_000_000

/** Opens a document by ranges of bytes: of a long one only what the pages that are looked at need. */
export function openPdf(url: string): PDFDocumentLoadingTask {
  return getDocument({
    url,
    disableAutoFetch: true,
    disableStream: true,
    // The policy of the page lets nothing be compiled; see docs/decisions/036.
    useWasm: false,
    maxImageSize: MOST_PIXELS,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  })
}
