import { asSchema, type JsonSchema } from './openapi.ts'

/** How the name of another schema is marked in the text, so that it can become a link. */
export const SHAPE_NAME = /\uE000(\w+)\uE000/g

/** A JSON Schema as one would write the type down, with descriptions as comments. Not escaped for HTML. */
export function presentSchemaText(schema: JsonSchema, indent = ''): string {
  if (schema.$ref !== undefined) return `\uE000${schema.$ref.split('/').at(-1)}\uE000`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) {
    return options.map((one) => presentSchemaText(asSchema(one), indent)).join(' | ')
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => presentSchemaText(asSchema(one), indent)).join(' & ')
  }
  if (schema.type === 'array') return presentArray(schema, indent)
  if (schema.type === 'object' || schema.properties !== undefined) {
    return presentObject(schema, indent)
  }
  return `${schema.type ?? 'any'}${presentLimits(schema)}`
}

function presentArray({ items }: JsonSchema, indent: string): string {
  const item = Array.isArray(items) || items === undefined ? {} : asSchema(items)
  const text = presentSchemaText(item, indent)
  return text.includes(' | ') ? `(${text})[]` : `${text}[]`
}

function presentObject(schema: JsonSchema, indent: string): string {
  const deeper = `${indent}  `
  const lines = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const { description, ...type } = asSchema(member)
    const mark = schema.required?.includes(name) ? '' : '?'
    const comment = description === undefined ? '' : `  // ${description}`
    return `${deeper}${name}${mark}: ${presentSchemaText(type, deeper)}${comment}`
  })
  const others = schema.additionalProperties
  if (others !== undefined && others !== false) {
    lines.push(`${deeper}[name]: ${presentSchemaText(asSchema(others), deeper)}`)
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

function presentLimits(schema: JsonSchema): string {
  const { format, minLength, maxLength, minimum, maximum, pattern } = schema
  const limits: string[] = []
  if (format !== undefined) limits.push(format)
  else if (pattern !== undefined) limits.push(`/${pattern}/`)
  if (minLength !== undefined || maxLength !== undefined) {
    limits.push(`${minLength ?? 0} to ${maxLength ?? 'any number of'} characters`)
  }
  if (minimum !== undefined || maximum !== undefined)
    limits.push(`${minimum ?? ''}…${maximum ?? ''}`)
  return limits.length === 0 ? '' : ` (${limits.join(', ')})`
}
