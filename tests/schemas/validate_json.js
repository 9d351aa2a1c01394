// Validates one file: node validate_json.js sarif|run FILE. Of run.json every field must be one
// that the schema names, so that the schema cannot fall behind.
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');

const published = 'lib/schemas/sarif-2.1.0-rtm.5.json';
const ours = path.join(__dirname, '../../reports/run.schema.json');

function read(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function withoutFurtherFields(schema) {
  if (Array.isArray(schema)) return schema.map(withoutFurtherFields);
  if (schema === null || typeof schema !== 'object') return schema;
  const strict = {};
  for (const [key, value] of Object.entries(schema)) strict[key] = withoutFurtherFields(value);
  if (schema.type === 'object' && schema.properties) strict.additionalProperties = false;
  return strict;
}

const validators = {
  sarif() {
    const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
    ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
    return ajv.compile(read(path.join(path.dirname(require.resolve('@microsoft/jest-sarif/package.json')), published)));
  },
  run() {
    return new Ajv({ allErrors: true }).compile(withoutFurtherFields(read(ours)));
  },
};

const [form, file] = process.argv.slice(2);
const validate = validators[form]();
if (!validate(read(file))) {
  for (const error of validate.errors) console.error(`${file}: ${error.dataPath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  process.exit(1);
}
