import sharp from 'sharp'
import { serveTasks } from '../lib/child-pool.ts'
import { type DrawTask, publish } from './draft.ts'
import { listSamples } from './samples.ts'

// Two children share the machine; one thread of libvips each is enough.
sharp.concurrency(1)

serveTasks(async (task: DrawTask): Promise<void> => {
  const sample = listSamples().find(({ path }) => path === task.path)
  if (!sample) throw new Error(`There is no sample ${task.path}.`)
  await publish(task, await sample.make(), new Date(sample.takenAt))
})
