// onnxruntime-web on its WebAssembly backend: a graph per case. Inputs go in and results come out through copies, which is
// the only way there is; B of a product is a constant of the graph, so it is packed once.
import {asyncLoop, elementwise, gemm, mlpForward} from "./cases.mjs";
import {onnxModel} from "./onnx.mjs";

export const packages = ["onnxruntime-web"];

export async function load() {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = 1;

  const keepLast = async (model, x, shape) => {
    const session = await ort.InferenceSession.create(onnxModel(model), {executionProviders: ["wasm"], graphOptimizationLevel: "all"});
    const feed = {x: new ort.Tensor("float32", x, shape)};
    let last;
    return {run: asyncLoop(async () => { last = await session.run(feed); }), result: () => last.y.data};
  };
  const inOut = (from, to = from) => ({inputs: [{name: "x", shape: from}], outputs: [{name: "y", shape: to}]});
  const each = (subject, type, tolerance) => elementwise(subject, [10000, 1000000], (x) => keepLast(
      {nodes: [{type, inputs: ["x"], outputs: ["y"]}], ...inOut([x.length])}, x, [x.length]), tolerance);
  return {
    about: `onnxruntime-web ${ort.env.versions.web}, simd (its only build), 1 thread; sigmoid within 5e-4 only`,
    benchmarks: [
      ...gemm([64, 128, 256, 512, 1000], (n, a, b) => keepLast({
        nodes: [{type: "MatMul", inputs: ["x", "b"], outputs: ["y"]}], constants: [{name: "b", shape: [n, n], values: b}], ...inOut([n, n]),
      }, a, [n, n])),
      ...each("relu", "Relu"), ...each("sigmoid", "Sigmoid", 5e-4), ...each("tanh", "Tanh"),
      ...mlpForward([1, 32], (layers, x, batch) => keepLast({
        nodes: layers.flatMap((_, l) => [
          {type: "Gemm", inputs: [l === 0 ? "x" : `a${l - 1}`, `w${l}`, `b${l}`], outputs: [`s${l}`]},
          l + 1 < layers.length ? {type: "Relu", inputs: [`s${l}`], outputs: [`a${l}`]} : {type: "Softmax", inputs: [`s${l}`], outputs: ["y"]},
        ]),
        constants: layers.flatMap(({inputs, outputs, weights, bias}, l) => [
          {name: `w${l}`, shape: [inputs, outputs], values: weights}, {name: `b${l}`, shape: [outputs], values: bias},
        ]),
        ...inOut([batch, layers[0].inputs], [batch, layers.at(-1).outputs]),
      }, x, [batch, layers[0].inputs])),
    ],
  };
}
