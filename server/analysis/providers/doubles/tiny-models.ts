import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Attribute,
  encodeModel,
  encodeNode,
  encodeTensor,
  type Port,
  type Tensor,
} from '../../models/onnx-writer.ts'

/**
 * Models of a few hundred bytes in the layout of the hub, which transformers.js runs as it runs large ones: they see
 * how red, green and blue a picture is on the whole.
 */

const VOCABULARY = ['<pad>', '<unk>', '<s>', '</s>', 'red', 'green', 'blue', 'a', 'picture', 'of']
const ids = Object.fromEntries(VOCABULARY.map((word, id) => [word, id]))
const idOf = (word: string) => ids[word] ?? 1

/** What tiny captioners say of every picture. */
export const TINY_CAPTION = 'a picture of red'

const SIDE = 8
const PROCESSOR = {
  do_resize: true,
  size: { height: SIDE, width: SIDE },
  resample: 2,
  do_center_crop: false,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: false,
}

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['<s>', '</s>'].map((content) => ({
    id: idOf(content),
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab: ids, unk_token: '<unk>' },
}
const TOKENIZER_SETTINGS = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  model_max_length: 16,
  pad_token: '<pad>',
  unk_token: '<unk>',
  bos_token: '<s>',
  eos_token: '</s>',
}
const WORDS = { 'tokenizer.json': TOKENIZER, 'tokenizer_config.json': TOKENIZER_SETTINGS }

const PIXELS: Port = { name: 'pixel_values', type: 'float32' }
const IDS: Port = { name: 'input_ids', type: 'int64' }
const MASK: Port = { name: 'attention_mask', type: 'int64' }
const out = (name: string): Port => ({ name, type: 'float32' })

type Step = [type: string, inputs: string[], output: string, attributes?: Record<string, Attribute>]

function network(
  steps: Step[],
  {
    inputs,
    outputs,
    constants,
  }: { inputs: Port[]; outputs: string[]; constants: Record<string, Tensor> },
): Uint8Array {
  const { pieces } = encodeModel({
    nodes: steps.map((step) => encodeNode(...step)),
    constants: Object.entries(constants).map(([name, tensor]) => encodeTensor(name, tensor)),
    inputs,
    outputs: outputs.map(out),
  })
  return Buffer.concat(pieces)
}

const whole = (value: number): Tensor => ({ shape: [1], data: BigInt64Array.of(BigInt(value)) })
const number = (value: number): Tensor => ({ shape: [], data: Float32Array.of(value) })

/** Mean of red, green and blue of each picture. */
const MEAN: Step = ['ReduceMean', ['pixel_values'], 'mean', { axes: [2, 3], keepdims: 0 }]

/** CLIP and SigLIP: red, green and blue point in three directions, all other words in none. */
function zeroShot(kind: 'clip' | 'siglip'): Record<string, unknown> {
  const directions = new Float32Array(VOCABULARY.length * 3)
  for (const [at, word] of ['red', 'green', 'blue'].entries()) directions[idOf(word) * 3 + at] = 1
  const steps: Step[] = [
    MEAN,
    ['Identity', ['mean'], 'image_embeds'],
    ['Gather', ['directions', 'input_ids'], 'words', { axis: 0 }],
    ['ReduceSum', ['words', 'axis'], 'text_embeds', { keepdims: 0 }],
    ['Transpose', ['text_embeds'], 'turned', { perm: [1, 0] }],
    ['MatMul', ['mean', 'turned'], 'near'],
    ['Mul', ['near', 'scale'], 'scaled'],
    ['Add', ['scaled', 'bias'], 'logits_per_image'],
    ['Transpose', ['logits_per_image'], 'logits_per_text', { perm: [1, 0] }],
  ]
  const constants = {
    directions: { shape: [VOCABULARY.length, 3], data: directions },
    axis: whole(1),
    scale: number(20),
    bias: number(kind === 'siglip' ? -10 : 0),
  }
  const outputs = ['logits_per_image', 'logits_per_text', 'text_embeds', 'image_embeds']
  const inputs = kind === 'clip' ? [IDS, PIXELS, MASK] : [IDS, PIXELS]
  return {
    'config.json': {
      model_type: kind,
      architectures: [kind === 'clip' ? 'CLIPModel' : 'SiglipModel'],
      text_config: {},
      vision_config: {},
    },
    'preprocessor_config.json': { ...PROCESSOR, image_processor_type: 'CLIPImageProcessor' },
    ...WORDS,
    'onnx/model.onnx': network(steps, { inputs, outputs, constants }),
  }
}

/** After each token the next one of the caption: a table of who follows whom, and nothing else. */
function followers(): Tensor {
  const size = VOCABULARY.length
  const table = new Float32Array(size * size).fill(-10)
  const said = ['<s>', ...TINY_CAPTION.split(' '), '</s>'].map(idOf)
  for (const [at, id] of said.slice(1).entries()) table[(said[at] ?? 0) * size + id] = 10
  return { shape: [size, size], data: table }
}

const GENERATION = {
  decoder_start_token_id: idOf('<s>'),
  bos_token_id: idOf('<s>'),
  eos_token_id: idOf('</s>'),
  pad_token_id: idOf('<pad>'),
  max_length: 12,
}

/** A captioner of the kind of vit-gpt2. */
function captioner(): Record<string, unknown> {
  const encoder = network([MEAN, ['Unsqueeze', ['mean', 'axis'], 'last_hidden_state']], {
    inputs: [PIXELS],
    outputs: ['last_hidden_state'],
    constants: { axis: whole(1) },
  })
  const decoder = network([['Gather', ['followers', 'input_ids'], 'logits', { axis: 0 }]], {
    inputs: [IDS, { name: 'encoder_hidden_states', type: 'float32' }],
    outputs: ['logits'],
    constants: { followers: followers() },
  })
  return {
    'config.json': {
      model_type: 'vision-encoder-decoder',
      architectures: ['VisionEncoderDecoderModel'],
      is_encoder_decoder: true,
      ...GENERATION,
      encoder: { model_type: 'vit', image_size: SIDE },
      decoder: {
        model_type: 'gpt2',
        n_layer: 0,
        n_head: 1,
        n_embd: 4,
        vocab_size: VOCABULARY.length,
        add_cross_attention: true,
      },
    },
    'generation_config.json': GENERATION,
    'preprocessor_config.json': { ...PROCESSOR, image_processor_type: 'ViTImageProcessor' },
    ...WORDS,
    'onnx/encoder_model.onnx': encoder,
    'onnx/decoder_model_merged.onnx': decoder,
  }
}

/** Four networks, as Florence-2 has them: tokens are embedded as one number for each word of the vocabulary. */
function florence(): Record<string, unknown> {
  const size = VOCABULARY.length
  const oneHot = new Float32Array(size * size)
  for (let at = 0; at < size; at += 1) oneHot[at * size + at] = 1
  const nothing: Tensor = { shape: [3, size], data: new Float32Array(3 * size) }
  const embedder = network([['Gather', ['table', 'input_ids'], 'inputs_embeds', { axis: 0 }]], {
    inputs: [IDS],
    outputs: ['inputs_embeds'],
    constants: { table: { shape: [size, size], data: oneHot } },
  })
  const eyes = network(
    [
      MEAN,
      ['MatMul', ['mean', 'nothing'], 'flat'],
      ['Unsqueeze', ['flat', 'axis'], 'image_features'],
    ],
    { inputs: [PIXELS], outputs: ['image_features'], constants: { nothing, axis: whole(1) } },
  )
  const encoder = network([['Identity', ['inputs_embeds'], 'last_hidden_state']], {
    inputs: [out('inputs_embeds'), MASK],
    outputs: ['last_hidden_state'],
    constants: {},
  })
  const decoder = network([['MatMul', ['inputs_embeds', 'followers'], 'logits']], {
    inputs: [out('inputs_embeds'), out('encoder_hidden_states')],
    outputs: ['logits'],
    constants: { followers: followers() },
  })
  const layers = { decoder_layers: 0, decoder_attention_heads: 1, encoder_layers: 0 }
  return {
    'config.json': {
      model_type: 'florence2',
      architectures: ['Florence2ForConditionalGeneration'],
      is_encoder_decoder: true,
      ...GENERATION,
      text_config: {
        model_type: 'florence2_language',
        ...layers,
        encoder_attention_heads: 1,
        d_model: size,
        vocab_size: size,
      },
      vision_config: {},
    },
    'generation_config.json': GENERATION,
    'preprocessor_config.json': {
      ...PROCESSOR,
      processor_class: 'Florence2Processor',
      image_processor_type: 'CLIPImageProcessor',
      task_prompts_without_inputs: { '<DETAILED_CAPTION>': 'a picture of' },
    },
    ...WORDS,
    'onnx/embed_tokens.onnx': embedder,
    'onnx/vision_encoder.onnx': eyes,
    'onnx/encoder_model_quantized.onnx': encoder,
    'onnx/decoder_model_merged_q4.onnx': decoder,
  }
}

const MODELS: Record<string, () => Record<string, unknown>> = {
  'tiny/clip': () => zeroShot('clip'),
  'tiny/siglip': () => zeroShot('siglip'),
  'tiny/caption': captioner,
  'tiny/florence': florence,
}

/** Writes `tiny/clip`, `tiny/siglip`, `tiny/caption` and `tiny/florence` into a folder of models. */
export async function writeTinyModels(folder: string): Promise<void> {
  for (const [model, files] of Object.entries(MODELS)) {
    for (const [name, content] of Object.entries(files())) {
      const file = join(folder, model, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content instanceof Uint8Array ? content : JSON.stringify(content))
    }
  }
}
