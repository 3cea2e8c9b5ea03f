import { describeManyFiles } from './upload-many.ts'

// Two thousand of them are in upload.long.ts.
describeManyFiles(60)
