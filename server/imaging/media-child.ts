import { serveTasks } from '../lib/child-pool.ts'
import { type ReadOptions, readMedia } from './read-media.ts'
import { configureSharp } from './sharp-input.ts'

/** What startMediaReader asks of its children. */
export interface MediaTask extends ReadOptions {
  file: string
}

configureSharp()
serveTasks(({ file, ...options }: MediaTask) => readMedia(file, options))
