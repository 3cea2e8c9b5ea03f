import { serveTasks } from '../lib/child-pool.ts'
import { readMedia } from './read-media.ts'
import { configureSharp } from './sharp-input.ts'

/** What startMediaReader asks of its children. */
export interface MediaTask {
  file: string
  name?: string
}

configureSharp()
serveTasks(({ file, name }: MediaTask) => readMedia(file, name))
