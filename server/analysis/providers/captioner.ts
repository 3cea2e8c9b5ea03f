import type { RawImage, Tensor } from '@huggingface/transformers'
import type { ModelPlace } from './model-folder.ts'
import { type LoadOptions, loadModel, type Runtime } from './transformers-models.ts'

/** A sentence about a picture. */
export type Captioner = (image: RawImage) => Promise<string>

const MAX_TOKENS = 100
/** One sentence that says what is where; `<MORE_DETAILED_CAPTION>` makes a paragraph. */
const FLORENCE_TASK = '<DETAILED_CAPTION>'

/** @throws ProviderFailure for a model that can't be opened */
export async function openCaptioner(
  runtime: Runtime,
  model: ModelPlace,
  threads: number,
): Promise<Captioner> {
  return await loadModel(model, threads, async (id, options) => {
    const { model_type } = await runtime.AutoConfig.from_pretrained(id, options)
    const open = model_type === 'florence2' ? openFlorence : openImageToText
    return await open(runtime, id, options)
  })
}

async function openImageToText(
  runtime: Runtime,
  id: string,
  options: LoadOptions,
): Promise<Captioner> {
  const pipeline = await runtime.pipeline('image-to-text', id, options)
  return async (image) => {
    const [said] = await pipeline(image, { max_new_tokens: MAX_TOKENS } as object)
    return said?.generated_text ?? ''
  }
}

/** It is asked by a task, which pipelines do not know of. */
async function openFlorence(
  runtime: Runtime,
  id: string,
  options: LoadOptions,
): Promise<Captioner> {
  const processor = await runtime.AutoProcessor.from_pretrained(id, options)
  const model = await runtime.Florence2ForConditionalGeneration.from_pretrained(id, options)
  return async (image) => {
    const inputs = await processor(image, FLORENCE_TASK)
    const tokens = (await model.generate({ ...inputs, max_new_tokens: MAX_TOKENS })) as Tensor
    const [said = ''] = processor.batch_decode(tokens, { skip_special_tokens: true })
    return said
  }
}
