// Writes an ONNX model as bytes: the few fields of onnx.proto that a graph of plain operators needs. Numbers are the
// field numbers of that file.
const varint = (value) => {
  const bytes = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    if (rest <= 127n) return Buffer.from(bytes);
  }
};
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => {
  const data = Buffer.isBuffer(value) ? value : Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
};
const all = (...parts) => Buffer.concat(parts.flat());

const float = 1;
const node = ({type, inputs, outputs}) => all(inputs.map((name) => bytes(1, name)), outputs.map((name) => bytes(2, name)), bytes(4, type));
const constant = ({name, shape, values}) => all(shape.map((size) => number(1, size)), number(2, float), bytes(8, name),
                                                bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
const tensor = ({name, shape}) => {
  const dimensions = all(shape.map((size) => bytes(1, number(1, size))));
  return all(bytes(1, name), bytes(2, bytes(1, all(number(1, float), bytes(2, dimensions)))));
};

// Returns the model {nodes: [{type, inputs, outputs}], constants: [{name, shape, values}], inputs, outputs: [{name, shape}]},
// single-precision throughout.
export function onnxModel({nodes, constants = [], inputs, outputs}) {
  const graph = all(nodes.map((one) => bytes(1, node(one))), bytes(2, "graph"), constants.map((one) => bytes(5, constant(one))),
                    inputs.map((one) => bytes(11, tensor(one))), outputs.map((one) => bytes(12, tensor(one))));
  const irVersion = 8, operatorSet = 13;
  return all(number(1, irVersion), bytes(7, graph), bytes(8, number(2, operatorSet)));
}
