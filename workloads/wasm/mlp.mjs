// A multilayer perceptron for a caller in JavaScript, computed in mlp.wasm:
//
//   const net = new Mlp(load(folder, "mlp").module, {widths: [784, 256, 128, 10], batchMax: 32, hidden: "relu", seed: 1});
//   const p = net.forward(images);                // batch x 10 probabilities; images: Float32Array, batch x 784
//   const loss = net.train(images, labels, 0.1);  // a step of descent; labels below 10; the loss before the step
//   net.close();
//
// With memory: "training" (or another profile of linear_memory.mjs) the module's memory grows ahead of what is allocated.
// Results are copies. Sizes that do not fit are a RangeError before anything is computed: a layer's weights, or its values of
// a batch, are less than 512 MiB, and all of it together less than 2 GiB. What is no array of numbers is a TypeError.
import {LinearMemory} from "./linear_memory.mjs";
import {allocate, bytesMax, packedBytes} from "./allocate.mjs";
import {assertEach, assertNumbers} from "./arrays.mjs";
import {closed, instantiate} from "./loader.mjs";

const activations = ["identity", "relu", "sigmoid", "tanh"];
const layerMax = 2 ** 27 - 2;  // floats of one array, as kernels/mlp.cpp takes
const whole = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;

export class Mlp {
  #exports;
  #net;
  #widths;
  #batchMax;
  #input;
  #labels;
  #memory = null;
  #pagesInitial;
  #packed = false;

  // `module`: mlp.wasm, compiled. Weights start from the seed alone.
  constructor(module, {widths, batchMax = 1, hidden = "relu", seed = 1, memory = null}) {
    if (!activations.includes(hidden)) throw new RangeError(`hidden: "${hidden}"; want ${activations.join(", ")}`);
    const sizes = Array.from(widths ?? []);  // whose holes are undefined, and so no size
    if (!(sizes.length >= 2 && sizes.every((width) => whole(width, 2 ** 16)))) throw new RangeError("widths: want two or more sizes from 1 to 65536");
    if (!whole(batchMax, 2 ** 16)) throw new RangeError("batchMax: want 1 to 65536");
    for (const [layer, width] of sizes.slice(1).entries()) {
      const most = width * Math.max(sizes[layer], batchMax);
      if (most > layerMax) throw new RangeError(`layer ${layer}: ${sizes[layer]} x ${width} in batches of ${batchMax} takes ${4 * most} bytes at once; want less than 512 MiB`);
    }
    const e = this.#exports = instantiate(module);
    if (memory !== null) this.#memory = new LinearMemory(e, memory);
    this.#pagesInitial = this.#memory?.pages;
    // Weights and their gradients, and of each row what enters and leaves every layer.
    const weights = sizes.slice(1).reduce((sum, width, i) => sum + width * (sizes[i] + 1), 0);
    const values = sizes.reduce((sum, width) => sum + width, 0);
    const bytes = 4 * (2 * weights + 2 * batchMax * values);
    this.#assertRoom(bytes);
    this.#memory?.reserve(bytes);
    const at = allocate(e, 4 * sizes.length);
    new Uint32Array(e.memory.buffer, at, sizes.length).set(sizes);
    this.#net = e.mlp_new(at, sizes.length, batchMax, activations.indexOf(hidden), seed);
    e.free(at);
    this.#widths = sizes;
    this.#batchMax = batchMax;
    this.#input = allocate(e, 4 * batchMax * sizes[0]);
    this.#labels = allocate(e, 4 * batchMax);
  }

  // The memory may have grown since the last call, so views are made when they are used.
  #floats(at, length) { return new Float32Array(this.#exports.memory.buffer, at, length); }

  // What the memory came to: {pages_initial, pages, growths}; null without a profile.
  get memory() {
    void this.#exports.memory;
    if (this.#memory === null) return null;
    return {pages_initial: this.#pagesInitial, pages: this.#memory.pages, growths: this.#memory.growths};
  }
  // Gives the packed weights back where memory is fuller than its profile wants; returns whether it did.
  relieve() {
    void this.#exports.memory;
    if (!this.#packed || this.#memory === null || !this.#memory.shouldCollect()) return false;
    this.#exports.mlp_unpack(this.#net);
    this.#packed = false;
    return true;
  }

  // What finds no room within the module would end it.
  #assertRoom(bytes) {
    if (this.#exports.live_bytes() + bytes > bytesMax) throw new RangeError(`the module has no ${bytes} bytes left`);
  }

  #enter(x) {
    assertNumbers(x, "inputs");
    const batch = x.length / this.#widths[0];
    if (!whole(batch, this.#batchMax)) throw new RangeError(`${x.length} inputs are no batch of 1 to ${this.#batchMax} rows of ${this.#widths[0]}`);
    this.#floats(this.#input, x.length).set(x);
    return batch;
  }

  #layer(layer) {
    if (!whole(layer + 1, this.#widths.length - 1)) throw new RangeError(`there is no layer ${layer}`);
    return layer;
  }

  forward(x) {
    const batch = this.#enter(x);
    const at = this.#exports.mlp_forward(this.#net, this.#input, batch);
    return this.#floats(at, batch * this.#widths.at(-1)).slice();
  }

  // Packs the weights once, which forward() of two rows or more then need not do; training and setLayer() drop that. A
  // RangeError where there is no room for them once more.
  pack() {
    if (!this.#packed) this.#assertRoom(this.#widths.slice(1).reduce((sum, width, i) => sum + packedBytes(this.#widths[i], width), 0));
    this.#exports.mlp_pack(this.#net);
    this.#packed = true;
  }

  get isPacked() { return this.#exports.mlp_is_packed(this.#net) !== 0; }

  train(x, labels, rate) {
    if (!(typeof rate === "number" && Number.isFinite(Math.fround(rate)))) throw new RangeError(`rate: ${rate}; want a finite number`);
    assertEach(labels, "labels", (label) => whole(label + 1, this.#widths.at(-1)), `0 to ${this.#widths.at(-1) - 1}`);
    const batch = this.#enter(x);
    if (labels.length !== batch) throw new RangeError(`${labels.length} labels for ${batch} rows`);
    new Uint32Array(this.#exports.memory.buffer, this.#labels, batch).set(labels);
    return this.#exports.mlp_train(this.#net, this.#input, this.#labels, batch, rate);
  }

  // inputs x outputs, row-major.
  weights(layer) { return this.#floats(this.#exports.mlp_weights(this.#net, this.#layer(layer)), this.#widths[layer] * this.#widths[layer + 1]).slice(); }
  bias(layer) { return this.#floats(this.#exports.mlp_bias(this.#net, this.#layer(layer)), this.#widths[layer + 1]).slice(); }
  setLayer(layer, weights, bias) {
    const want = [this.#widths[this.#layer(layer)] * this.#widths[layer + 1], this.#widths[layer + 1]];
    assertNumbers(weights, "weights");
    assertNumbers(bias, "bias");
    if (weights.length !== want[0] || bias.length !== want[1]) throw new RangeError(`layer ${layer}: want ${want[0]} weights and ${want[1]} of bias`);
    this.#floats(this.#exports.mlp_change_weights(this.#net, layer), want[0]).set(weights);
    this.#floats(this.#exports.mlp_bias(this.#net, layer), want[1]).set(bias);
  }

  // Gives the memory back; any later call is an Error, this one too.
  close() {
    this.#exports.mlp_delete(this.#net);
    this.#exports = closed("network");
    this.#memory = null;  // which holds the instance, too
  }
}
