import { startS3Double } from '../server/origins/s3-double/s3-double.ts'

/** A process of its own with a bucket of as many objects as its argument says; tells its parent where it is. */

const FOLDER = 1000
const double = await startS3Double()
double.addVirtualBucket('big', {
  count: Number(process.argv[2]),
  keyAt: (index) => {
    const folder = String(Math.floor(index / FOLDER)).padStart(6, '0')
    return `folder-${folder}/IMG_${String(index % FOLDER).padStart(4, '0')}.jpg`
  },
  sizeBytesAt: (index) => 100_000 + index,
  contentAt: () => Buffer.alloc(0),
})
process.send?.({ endpoint: double.endpoint, credentials: double.credentials })
process.on('disconnect', () => process.exit())
